{{ long_mart("workforce", "area") }}
