-- The printed metrics that a metric is the sum of: itself, or what its formula adds up ("a + b", "20 * a with kind x").
with recursive addend as (
    select metric_id, {{ split_rows("replace(formula, ' - ', ' + -')", " + ") }} as addend
    from {{ ref('core__metric') }}
    -- Quotients, products of metrics and shares of a whole are no sums.
    where not {{ matches("formula", ".*([/(]|[a-z] [*]|of the whole).*") }}
),

operand as (
    select
        metric_id,
        -- What is left of "-20 * a with kind x" is "a with kind x".
        {{ replace_all("addend", "^-?([0-9]+ [*] )?", "") }} as operand,
        case when addend like '-%' then -1 else 1 end
        * case
            when addend like '% * %' then cast(trim(leading '-' from split_part(addend, ' * ', 1)) as integer)
            else 1
        end as coefficient
    from addend
),

summand as (
    select
        metric_id,
        metric_id as summand_metric_id,
        cast(null as string) as breakdown_id,
        cast(null as string) as category_id,
        1 as coefficient
    from {{ ref('core__metric') }}
    union all
    select
        s.metric_id,
        split_part(o.operand, ' ', 1),
        coalesce(nullif(split_part(o.operand, ' ', 3), ''), s.breakdown_id),
        coalesce(nullif(split_part(o.operand, ' ', 4), ''), s.category_id),
        s.coefficient * o.coefficient
    from summand as s
    inner join operand as o on s.summand_metric_id = o.metric_id
)

select metric_id, summand_metric_id, breakdown_id, category_id, cast(coefficient as integer) as coefficient
from summand as s
where not exists (select 1 from operand as o where s.summand_metric_id = o.metric_id)
