{{ incident_mart(["team", "team_without_area"]) }}
