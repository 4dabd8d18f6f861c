{{ long_mart("flow", "area") }}
