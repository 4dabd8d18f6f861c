{{ incident_mart(["city", "group"]) }}
