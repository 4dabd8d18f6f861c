{{ category_mart("referrals", "care_kind", "half_year") }}
