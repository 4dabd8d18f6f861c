{{ category_mart("referrals", "care_kind", "quarter") }}
