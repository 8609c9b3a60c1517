"""Administration (设置): forms for organisation, people and settings as data, their checks, and spreadsheets."""
