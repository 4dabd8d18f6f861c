{{ case_mart(["city"], "year") }}
