import { ClientError } from '@grapevine/client/errors.ts';
import { HttpClient } from '@grapevine/client/http-client.ts';

/** The brand that is spoken of most in a market, and how it feels; `null`: nothing is counted yet. */
export async function loudestBrand(url: string, market: string): Promise<string | null> {
  const grapevine = new HttpClient({ url });
  try {
    const { shares } = await grapevine.voice(market, { window: '24h' });
    const [loudest] = [...shares].sort((a, b) => (b.share.value ?? 0) - (a.share.value ?? 0));
    if (loudest === undefined) return null;
    const { counts, provisional } = await grapevine.counters(loudest.brand, { window: '24h' });
    const mentions = `${counts.mentions.value} mentions${provisional ? ' so far' : ''}`;
    return `${loudest.brand}: ${mentions}, ${Math.round((loudest.share.value ?? 0) * 100)} % of the market`;
  } catch (error) {
    if (error instanceof ClientError && error.problem?.type === 'urn:grapevine:problem:no-data-yet') return null;
    throw error;
  }
}
