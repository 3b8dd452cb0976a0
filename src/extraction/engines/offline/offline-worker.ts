import { serve } from '../../processes/worker-thread.ts'
import type { OfflineReply, OfflineRequest } from './offline-job.ts'
import { readOffline } from './read-offline.ts'

serve<OfflineRequest, OfflineReply>(readOffline)
