/** Writes the example's model beside the runtime. */
import { writeFileSync } from 'node:fs';
import { linearModel } from './linear-model.ts';
import { MODEL_FILE, shippedModel } from './scorer.ts';

const bytes = linearModel(shippedModel());
writeFileSync(MODEL_FILE, bytes);
process.stdout.write(`${MODEL_FILE}: ${bytes.length} bytes\n`);
