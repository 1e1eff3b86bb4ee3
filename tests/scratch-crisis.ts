import { airlineTweets, interactionsOf, airlineConfiguration } from './src/airline/airline-interactions.ts';
import { configurationOf, replayInto } from './src/replayed/replay-into.ts';
import { severeCrisis } from '@grapevine/testkit/crisis.ts';
const tweets = airlineTweets(); const airlines = [...new Set(tweets.map(t=>t.airline))];
const DAY0 = Date.UTC(2015,1,17); const H=3600e3;
const conf = configurationOf(airlineConfiguration(airlines));
const rate = (a:string, ms:number) => { // mean negative per minute at this hour of day over days
  const h=Math.floor(ms/H)%24; const n=tweets.filter(t=>t.airline===a&&t.sentiment===-1&&Math.floor(t.atMs/H)%24===h).length; return n/7.5/60; };
for (const shape of ['steady','ramp','burst'] as const) for (const off of [0, 1, 2]) {
  const crises: {a:string,s:number}[]=[]; let seed=1+off*1000; const bg=tweets.flatMap(interactionsOf); const all=[...bg];
  for (const a of airlines) for (let s=DAY0+ (10+off)*H+ off*11*60e3; s< DAY0+7.7*24*H; s+=5*H) { crises.push({a,s}); all.push(...severeCrisis({seed:seed++,brand:a,startMs:s,expectedPerMinute:rate(a,s),shape}) as any); }
  all.sort((x:any,y:any)=>x.at<y.at?-1:1);
  await replayInto(conf, all.map(x=>JSON.stringify(x)), async ({alerts})=>{
    const opened=(await alerts()).filter(x=>x.state==='opened'); const used=new Set();
    let found=0; const delays:number[]=[]; let missed:string[]=[];
    for (const c of crises){ const o=opened.find(x=>x.brand==='main/'+c.a&&x.atMs>=c.s&&x.atMs<c.s+35*60e3&&!used.has(x.id)); if(o){used.add(o.id);found++;delays.push((o.atMs-c.s)/60e3);} else missed.push(c.a+' '+new Date(c.s).toISOString()); }
    delays.sort((a,b)=>a-b);
    console.log(shape,off,'crises',crises.length,'found',found,'extra',opened.length-used.size,'median',delays[delays.length>>1]?.toFixed(1),'p90',delays[Math.floor(delays.length*.9)]?.toFixed(1),'max',delays.at(-1)?.toFixed(1),'>5min',delays.filter(d=>d>5).length, missed.slice(0,3));
  });
}
