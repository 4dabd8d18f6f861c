{{ long_mart("satisfaction", "city") }}
