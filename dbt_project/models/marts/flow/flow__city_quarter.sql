{{ case_mart(["city"], "quarter") }}
