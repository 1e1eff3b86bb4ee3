/** One notice as it lies on the topic: instants in ms since the epoch, brands with their group (`main/united`). */
import type { Alert } from '@grapevine/core/model/alert.ts';

export type LogAlert = Alert;
