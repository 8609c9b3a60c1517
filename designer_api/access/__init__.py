"""Doors (登录): who may come in and how, kept apart by tenant; and the record of every sign-in and change of powers."""
