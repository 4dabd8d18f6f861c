{{ long_mart("reach", "category") }}
