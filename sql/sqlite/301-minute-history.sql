-- What each process counted in one minute (Unix minutes), as JSON by the counter's name: a ring of a day.
CREATE TABLE minute_history (
  minute INTEGER NOT NULL,
  process TEXT NOT NULL,
  counters TEXT NOT NULL,
  PRIMARY KEY (minute, process)
) WITHOUT ROWID;
