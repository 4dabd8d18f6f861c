{{ long_mart("workforce", "city") }}
