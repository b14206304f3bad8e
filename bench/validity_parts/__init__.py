"""False alarms, power, direction and coverage on simulated worlds, beside what people can install; see docs/method/validity.md."""
