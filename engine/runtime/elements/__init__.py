"""BPMN elements as SpiffWorkflow task specs of our own classes: what each does when a token reaches it.

Our classes stand before the library's in the bases. The order of the library's life cycle, on which they rest:
`_update` > `_update_hook` > `_ready` > `_on_ready_hook` > the queue > `run` > `_run_hook` > `_on_complete_hook` >
`_task_completed_notify`; or `_on_cancel`. Nothing of the library is patched; a test fails when a base has lost a method
we override, or changed what it takes.
"""
