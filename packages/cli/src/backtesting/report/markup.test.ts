import { expect, test } from 'vitest';
import { html } from './markup.ts';

test('what strangers wrote is text, in an element and in an attribute', () => {
  const text = `<script>alert("1")</script> & 'x'`;
  const safe = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;';
  expect(html`<p title="${text}">${text}</p>`.markup).toBe(`<p title="${safe}">${safe}</p>`);
});

test('what would turn the line round, or is no character to be seen, is shown as its code', () => {
  expect(html`${'a\u202eb\u0007c\nd'}`.markup).toBe('a\\u202eb\\u0007c d');
});

test('markup that was made here stands as it is, also in lists; null is nothing', () => {
  expect(html`<ul>${['a', 'b<'].map((each) => html`<li>${each}</li>`)}${null}${7}</ul>`.markup).toBe(
    '<ul><li>a</li><li>b&lt;</li>7</ul>',
  );
});
