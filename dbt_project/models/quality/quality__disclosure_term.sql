-- A withheld figure counts for one if others give it away, and otherwise for none; none of them may be. What its number
-- would be stands nowhere.
{% set identity = ("disclosure", "w.figure_number", "'@{figure}'") -%}
{% set counted = "case when w.given_away_by is null then 0 else 1 end" -%}
select {{ term(identity, "<=", "left", "w.figure_number", counts_as="'value'", rounding="0", constant=counted) }}
from {{ ref('quality__withheld') }} as w
union all
select {{ constant_term(identity, "<=", "right", "0") }}
from {{ ref('quality__withheld') }} as w
