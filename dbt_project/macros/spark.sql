{% materialization view, adapter="spark" -%}
    {#- A table. Spark puts a view in wherever it is named, and what it makes goes into the release anyway. -#}
    {{- return(materialization_table_spark()) -}}
{%- endmaterialization %}

{% macro spark__create_table_as(temporary, relation, compiled_code, language="sql") -%}
    {#- A table of Spark, from which all that the model names more than once is made a table first. -#}
    {%- set query = named_once(relation, compiled_code) -%}
    {%- if config.get("contract").enforced -%}
        {{ get_assert_columns_equivalent(query) }}
        {%- set query = get_select_subquery(query) -%}
    {%- endif -%}
    create table {{ relation }} as
    {{ query }}
{%- endmacro %}

{% macro named_once(relation, query) -%}
    {#-
        A query in which no CTE is named twice. Spark puts a CTE in wherever it is named, and computes it there anew: a
        chain in which each names the one before twice would double with each link. One that is named twice is made a
        table here, beside the relation.
    -#}
    {%- set query = modules.re.sub("('[^']*')|--[^\n]*", "\\1", query) -%}
    {%- set ctes = ctes_of(query) -%}
    {%- set state = namespace(kept=[], moved={}) -%}
    {%- for cte in ctes.found -%}
        {%- set body = renamed(cte.body, state.moved) -%}
        {%- set own = mentions(cte.name, cte.body) -%}
        {%- set times = mentions(cte.name, query) - own -%}
        {%- set sql = cte.name ~ cte.columns ~ " as (\n" ~ body ~ "\n)" -%}
        {%- do state.kept.append({"name": cte.name, "sql": sql, "is_recursive": own > 0}) -%}
        {%- if times > 1 -%}
            {%- set table = relation.schema ~ "." ~ relation.identifier ~ "__" ~ cte.name -%}
            {%- call statement("cte_" ~ cte.name) -%}
                create table {{ table }} as
                {{ with_needed(state.kept, "select * from " ~ cte.name) }}
            {%- endcall -%}
            {%- do state.moved.update({cte.name: table}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(with_needed(state.kept, renamed(query[ctes.end:], state.moved))) -}}
{%- endmacro %}

{% macro ctes_of(query) -%}
    {#- The CTEs that a query without comments begins with, each with its name, columns and body; where the last ends. -#}
    {%- set state = namespace(found=[], end=0, depth=0, open=0, cte=none, is_over=false) -%}
    {%- set head = "\\s*(?:with\\s+(?:recursive\\s+)?|,\\s*)(\\w+)(\\s*\\([^()]*\\))?\\s+as\\s*$" -%}
    {%- for token in modules.re.finditer("'[^']*'|\"[^\"]*\"|[()]", query) if not state.is_over -%}
        {%- if token.group() == "(" -%}
            {%- if state.depth == 0 -%}
                {%- set before = query[state.end:token.start()] -%}
                {%- set state.open = token.end() -%}
                {%- set state.cte = modules.re.match(head, before) -%}
                {%- set state.is_over = modules.re.search("\\bselect\\b", before) is not none -%}
            {%- endif -%}
            {%- set state.depth = state.depth + 1 -%}
        {%- elif token.group() == ")" -%}
            {%- set state.depth = state.depth - 1 -%}
            {%- if state.depth == 0 and state.cte -%}
                {%- set name, columns = state.cte.group(1), state.cte.group(2) or "" -%}
                {%- do state.found.append({"name": name, "columns": columns, "body": query[state.open:token.start()]}) -%}
                {%- set state.end = token.end() -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return({"found": state.found, "end": state.end}) -}}
{%- endmacro %}

{% macro place_of(name) -%}
    {#- A pattern for where a query takes rows of a CTE: outside of texts, an even number of quotation marks follow. -#}
    {{- return("\\b(from|join)(\\s+)" ~ name ~ "\\b(?!\\.)(?=(?:[^']*'[^']*')*[^']*\\Z)") -}}
{%- endmacro %}

{% macro mentions(name, sql) -%}
    {#- How often a query takes rows of a CTE. -#}
    {{- return(modules.re.findall(place_of(name), sql) | length) -}}
{%- endmacro %}

{% macro renamed(sql, moved) -%}
    {#- SQL that takes from the tables that CTEs were made. -#}
    {%- set state = namespace(sql=sql) -%}
    {%- for name, table in moved.items() -%}
        {%- set unnamed = place_of(name ~ "\\b(?!\\s+as\\b)") -%}
        {%- set state.sql = modules.re.sub(unnamed, "\\1\\2" ~ table ~ " as " ~ name, state.sql) -%}
        {%- set state.sql = modules.re.sub(place_of(name), "\\1\\2" ~ table, state.sql) -%}
    {%- endfor -%}
    {{- return(state.sql) -}}
{%- endmacro %}

{% macro with_needed(ctes, sql) -%}
    {#- A query after the CTEs that it names, and those that these name, in their order. -#}
    {%- set state = namespace(sql=sql, used=[]) -%}
    {%- for cte in ctes | reverse -%}
        {%- if mentions(cte.name, state.sql) -%}
            {%- do state.used.insert(0, cte) -%}
            {%- set state.sql = state.sql ~ "\n" ~ cte.sql -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set word = "with recursive " if state.used | selectattr("is_recursive") | list else "with " -%}
    {{- return((word if state.used else "") ~ state.used | map(attribute="sql") | join(",\n") ~ "\n" ~ sql) -}}
{%- endmacro %}
