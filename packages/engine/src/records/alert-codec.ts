/** Alerts as records of the log: the model's object, field by field. The same alert gives the same bytes (law 7). */
import type { Alert } from '@grapevine/core/model/alert.ts';
import { ALERT_SCHEMA } from './alert-schema.ts';
import { typeOf } from './avro-types.ts';
import { decodeRecord, encodeRecord } from './record-codec.ts';

const type = typeOf(ALERT_SCHEMA);

/** Throws a RecordEncodeError for a number that is no safe integer where one belongs. */
export function encodeAlert(alert: Alert): Uint8Array {
  return encodeRecord(type, alert);
}

/** Throws a RecordDecodeError for anything but the bytes of one alert. */
export function decodeAlert(bytes: Uint8Array): Alert {
  return decodeRecord(type, bytes, 0) as Alert;
}
