{#-
    A term says in which identity it stands, on which side, and which figure it is. An identity is named by three things:
    its rule, the number of the figure that it is about, and what is told apart behind that figure's key, an SQL text; or,
    where it is about no one figure, "null" and all that it is about.
-#}
{% macro term(
    identity, relation, side, number, combine="sum", coefficient=1, counts_as="null", rounding="null", constant="null"
) -%}
    {#-
        The columns of one term that is a figure, by its `number`. The figure itself says what it counts for, how, and how
        far rounding may have moved it, unless the term says otherwise.
    -#}
    {{ _identity_columns(*identity) }},
    '{{ relation }}' as relation,
    '{{ side }}' as side,
    '{{ combine }}' as combine,
    cast({{ coefficient }} as integer) as coefficient,
    cast({{ number }} as integer) as figure_number,
    cast({{ constant }} as decimal(18, 4)) as constant,
    cast({{ counts_as }} as string) as counts_as,
    cast({{ rounding }} as decimal(18, 5)) as rounding,
    cast(null as string) as gap
{%- endmacro %}

{% macro constant_term(identity, relation, side, value, gap="null") -%}
    {#- The columns of a term that is a number and no figure; `gap` says why it is not known. -#}
    {{ _identity_columns(*identity) }},
    '{{ relation }}' as relation,
    '{{ side }}' as side,
    'sum' as combine,
    cast(1 as integer) as coefficient,
    cast(null as integer) as figure_number,
    cast({{ value }} as decimal(18, 4)) as constant,
    'value' as counts_as,
    cast(0 as decimal(18, 5)) as rounding,
    cast({{ gap }} as string) as gap
{%- endmacro %}

{% macro _identity_columns(rule_id, about_number, about) -%}
    '{{ rule_id }}' as rule_id,
    cast({{ about_number }} as integer) as about_number,
    {{ about }} as about
{%- endmacro %}

{% macro part_whole_terms(parts, rules) -%}
    {#-
        The terms that tie wholes to their parts, from a model with a row per whole and part (quality__part_…).
        rules: by how a metric adds up, the rule that its wholes are held to.
        `sum`: parts = whole; `overlap` (a case may count in two parts) and `distinct` (each counted once): max of the parts
        <= whole <= sum of the parts; `mean`: min of the parts <= whole <= max of the parts; `at_most` (parts that need
        not be all of them): sum of the parts <= whole; `largest` (parts that may overlap, and need not be all of them):
        max of the parts <= whole.
    -#}
    {%- set between = [
        (":from", "<=", "part", "left", "max", false),
        (":from", "<=", "whole", "right", "sum", false),
        (":to", "<=", "whole", "left", "sum", true),
        (":to", "<=", "part", "right", "sum", true),
    ] -%}
    {#- What is told apart behind the parts, relation, who stands on which side, how, and whether it needs all parts:
        the largest part fits in the whole even where other parts are not printed. -#}
    {%- set forms = {
        "sum": [("", "=", "part", "left", "sum", true), ("", "=", "whole", "right", "sum", true)],
        "overlap": between,
        "distinct": between,
        "mean": [
            (":from", "<=", "part", "left", "min", true),
            (":from", "<=", "whole", "right", "sum", true),
            (":to", "<=", "whole", "left", "sum", true),
            (":to", "<=", "part", "right", "max", true),
        ],
        "at_most": [(":to", "<=", "part", "left", "sum", true), (":to", "<=", "whole", "right", "sum", true)],
        "largest": between[:2],
    } -%}
    with form (additivity, rule_id, ending, relation, member, side, combine, needs_all) as (
        values
        {%- for additivity, rule_id in rules.items() %}
        {%- set last = loop.last %}
        {%- for ending, relation, member, side, combine, needs_all in forms[additivity] %}
        (
            '{{ additivity }}', '{{ rule_id }}', '{{ ending }}', '{{ relation }}', '{{ member }}', '{{ side }}',
            '{{ combine }}', {{ needs_all }}
        ){{ "," if not (last and loop.last) }}
        {%- endfor %}
        {%- endfor %}
    )

    select
        f.rule_id,
        p.whole_number as about_number,
        concat_ws('', '/', p.parts_are, f.ending) as about,
        f.relation,
        f.side,
        f.combine,
        cast(1 as integer) as coefficient,
        p.figure_number,
        cast(null as decimal(18, 4)) as constant,
        cast(null as string) as counts_as,
        cast(null as decimal(18, 5)) as rounding,
        case when f.needs_all then p.gap end as gap
    from {{ parts }} as p
    inner join form as f on p.additivity = f.additivity and p.member = f.member
{%- endmacro %}

{% macro quotient(bound, low, high, base_low, base_high) -%}
    {#-
        The low or high end of what lies between `low` and `high`, divided by what lies between `base_low` and `base_high`,
        which does not contain zero. An end that is NULL is not bounded, nor is a quotient that is NULL.
    -#}
    {%- set near, far = ("low", "high") if bound == "low" else ("high", "low") -%}
    {%- set ends = {"low": low, "high": high} -%}
    {#- Over a base above zero the low end is the low one over the nearest base if it is below zero, else over the farthest;
        over a base below zero it is the high one. Over a base without end nothing is left. -#}
    {%- set sign = "<" if bound == "low" else ">" -%}
    case
        when {{ base_low }} > 0 and {{ ends[near] }} {{ sign }} 0 then cast({{ ends[near] }} as double) / {{ base_low }}
        when {{ base_low }} > 0 and {{ base_high }} is null and {{ ends[near] }} is not null then 0
        when {{ base_low }} > 0 then cast({{ ends[near] }} as double) / {{ base_high }}
        when {{ base_high }} < 0 and -{{ ends[far] }} {{ sign }} 0
            then cast({{ ends[far] }} as double) / {{ base_high }}
        when {{ base_high }} < 0 and {{ base_low }} is null and {{ ends[far] }} is not null then 0
        when {{ base_high }} < 0 then cast({{ ends[far] }} as double) / {{ base_low }}
    end
{%- endmacro %}

{% macro one_value(low, high, step, hair) -%}
    {#- Whether one multiple of a step lies between two numbers, and no other. -#}
    floor({{ high }} / {{ step }} + {{ hair }}) = ceil({{ low }} / {{ step }} - {{ hair }})
{%- endmacro %}
