{{ long_mart("satisfaction", "category") }}
