{{ config(materialized="table") }}

-- The texts that are no numbers as they stand: what they stand for where they are a declared mark, and otherwise what
-- is left of them without the marks and words beside the number ("12*", "(3)", "circa 40").
{% set passes = 3 -%}
{% set way = ["cell_marks", "row_marks", "column_marks", "table_marks"] -%}
with left_over as (
    select text_key, notation, {{ way | join(", ") }}, own
    from {{ ref('staging__text') }}
    where not is_number
),

used as (
    select distinct {{ way | join(", ") }}
    from left_over
    where {{ way | join(" > 0 or ") }} > 0
),

declared as (
    select distinct w.word, m.mark, m.position, m.reading, m.low, m.high, m.note
    from {{ source('raw', 'mark') }} as m
    inner join {{ ref('staging__word') }} as w on m.marks = w.text
),

-- Of several scopes that know a mark the narrowest says what it stands for.
near as (
    select
        {% for scope in way -%}
        u.{{ scope }},
        {% endfor -%}
        d.mark, d.position, d.reading, d.low, d.high, d.note,
        row_number() over (
            partition by u.cell_marks, u.row_marks, u.column_marks, u.table_marks, d.mark
            order by
                case d.word when u.cell_marks then 1 when u.row_marks then 2 when u.column_marks then 3 else 4 end asc
        ) as nearness
    from used as u
    inner join declared as d on d.word in (u.cell_marks, u.row_marks, u.column_marks, u.table_marks)
),

known as (
    select * from near where nearness = 1
),

-- What stands before and behind the number: a sign may stand on either side, a form has both.
affix as (
    select *, mark as head, '' as tail from known where position = 'beside'
    union all
    select *, '' as head, mark as tail from known where position = 'beside'
    union all
    select *, split_part(mark, '#', 1) as head, split_part(mark, '#', 2) as tail from known where position = 'form'
),

stripped_0 as (
    select
        l.text_key,
        l.notation,
        {% for scope in way -%}
        l.{{ scope }},
        {% endfor -%}
        l.own as rest,
        m.reading,
        m.low,
        m.high,
        m.note,
        cast(null as string) as qualifier,
        cast(null as string) as sign,
        0 as signs,
        false as is_provisional
    from left_over as l
    left join known as m
        on
            l.own = m.mark
            and m.position = 'whole'
            {%- for scope in way %}
            and l.{{ scope }} = m.{{ scope }}
            {%- endfor %}
),

{% for pass in range(1, passes + 1) -%}
-- A mark beside the number is taken off, the longest first. One that begins with a digit, as "1)", is none right behind
-- another digit.
found_{{ pass }} as (
    select
        s.text_key,
        s.notation,
        {% for scope in way -%}
        s.{{ scope }},
        {% endfor -%}
        case
            when a.mark is null then s.rest
            else trim(substr(s.rest, length(a.head) + 1, length(s.rest) - length(a.head) - length(a.tail)))
        end as rest,
        s.reading,
        s.low,
        s.high,
        case when a.note is null then s.note else concat_ws(' ', a.note, s.note) end as note,
        case
            when a.reading not in ('negative', 'positive', 'note', 'provisional') then a.reading else s.qualifier
        end as qualifier,
        case when a.reading in ('negative', 'positive') then a.reading else s.sign end as sign,
        s.signs + case when a.reading in ('negative', 'positive') then 1 else 0 end as signs,
        s.is_provisional or coalesce(a.reading = 'provisional', false) as is_provisional,
        row_number() over (
            partition by s.text_key order by length(a.head) + length(a.tail) desc nulls last, a.head asc
        ) as choice
    from stripped_{{ pass - 1 }} as s
    left join affix as a
        on
            s.reading is null
            {%- for scope in way %}
            and s.{{ scope }} = a.{{ scope }}
            {%- endfor %}
            and length(s.rest) > length(a.head) + length(a.tail)
            and left(s.rest, length(a.head)) = a.head
            and right(s.rest, length(a.tail)) = a.tail
            and not {{ matches(
                "concat_ws('', substr(s.rest, length(s.rest) - length(a.tail), 1), left(a.tail, 1))", "[0-9]{2}"
            ) }}
),

stripped_{{ pass }} as (
    select * from found_{{ pass }} where choice = 1
),

{% endfor -%}
-- A mark may have a sign of its own: "x*".
alone as (
    select
        s.text_key,
        s.notation,
        s.rest,
        coalesce(s.reading, m.reading) as reading,
        case when s.reading is null then m.low else s.low end as low,
        case when s.reading is null then m.high else s.high end as high,
        case when s.reading is null and m.note is not null then concat_ws(' ', m.note, s.note) else s.note end as note,
        s.qualifier,
        s.sign,
        s.signs,
        s.is_provisional
    from stripped_{{ passes }} as s
    left join known as m
        on
            s.rest = m.mark
            and m.position = 'whole'
            {%- for scope in way %}
            and s.{{ scope }} = m.{{ scope }}
            {%- endfor %}
),

-- A word before the number, as key_figures.csv has it in a column of its own: "circa 40", "<5".
worded as (
    select
        *,
        case
            when reading is null
                then trim({{ replace_all("rest", "[-−–+]? ?" ~ number_currency() ~ "? ?[0-9].*$", "") }})
        end as before
    from alone
),

word as (
    select label, min(id) as id
    from {{ ref('staging__alias') }}
    where dimension = 'qualifier' and scope = 'everywhere'
    group by label
)

select
    m.text_key,
    m.notation,
    m.reading,
    m.low,
    m.high,
    m.note,
    m.is_provisional,
    m.sign,
    m.signs,
    coalesce(q.id, m.qualifier) as qualifier,
    case
        when q.id = 'between' then replace(trim(substr(m.rest, length(m.before) + 1)), ' en ', ' tot ')
        when q.id is not null then trim(substr(m.rest, length(m.before) + 1))
        else m.rest
    end as said
from worded as m
left join word as q on m.before <> '' and m.before <> m.rest and {{ normal_label("m.before") }} = q.label
