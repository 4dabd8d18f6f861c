{{ long_mart("workforce", "category") }}
