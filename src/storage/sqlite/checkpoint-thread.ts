import { DatabaseSync } from 'node:sqlite'
import { workerData } from 'node:worker_threads'
import { type CheckpointOrders, STOP } from './checkpointer.ts'

// The thread of a Checkpointer. It has no event loop to speak of: it sleeps until there is an order.
const { file, orders } = workerData as { file: string; orders: CheckpointOrders }
const db = new DatabaseSync(file)
// PASSIVE copies what it can without making a reader or writer wait; if somebody else is at it, it answers "busy" and does nothing.
const checkpoint = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')
for (let seen = 0; seen !== STOP; ) {
  Atomics.wait(orders, 0, seen)
  if (Atomics.load(orders, 0) !== STOP) checkpoint.get()
  // Orders that came meanwhile are dropped: between two checkpoints of this thread the other one has the chance to begin the log anew.
  seen = Atomics.load(orders, 0)
}
db.close()
