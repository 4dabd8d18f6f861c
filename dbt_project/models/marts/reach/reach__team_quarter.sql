{{ client_mart("quarter") }}
