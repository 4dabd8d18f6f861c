{{ long_mart("flow", "city") }}
