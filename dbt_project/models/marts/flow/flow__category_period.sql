{{ long_mart("flow", "category") }}
