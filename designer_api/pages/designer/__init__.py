"""The pages of a matter in the making: what each shows, ready for its template. The doors are in `pages.routes`."""
