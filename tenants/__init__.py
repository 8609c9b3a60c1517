"""What law and centre demand: tenants, departments, people, matters, calendars, step kinds, versions and packs."""
