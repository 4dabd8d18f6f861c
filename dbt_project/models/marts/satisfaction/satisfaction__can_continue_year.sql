{{ can_continue_mart("year") }}
