{{ can_continue_mart("month") }}
