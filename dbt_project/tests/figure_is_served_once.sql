-- Of the figures that print the same, one is served: no figure key is lost, and none is served twice.
select
    figure_key,
    count(*) as figures,
    count(case when is_served then 1 end) as served_figures
from {{ ref('core__figure') }}
group by figure_key
having count(case when is_served then 1 end) <> 1
