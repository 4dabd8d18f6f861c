{{ case_mart(["city"], "month") }}
