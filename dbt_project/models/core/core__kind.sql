select kind, label_nl, label_en, of_kind, sign
from {{ ref('seed__kind') }}
