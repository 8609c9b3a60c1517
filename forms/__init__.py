"""Forms (表单): the form-js schema read, rendered and validated on the server. Conditions are FEEL."""
