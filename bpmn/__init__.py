"""The model languages: BPMN diagrams, DMN decisions, FEEL expressions. No database, no clock, no tenant."""
