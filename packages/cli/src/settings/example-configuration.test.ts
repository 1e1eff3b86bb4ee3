import { parseConfiguration } from '@grapevine/core/configuration/parse-configuration.ts';
import { expect, test } from 'vitest';
import { EXAMPLE_CONFIGURATION } from './example-configuration.ts';

test('the example that is given to whoever has no configuration is sound', () => {
  expect(parseConfiguration(EXAMPLE_CONFIGURATION, 'grapevine.yaml')).toMatchObject({ kind: 'ok' });
});
