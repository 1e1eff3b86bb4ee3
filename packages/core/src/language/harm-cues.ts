/**
 * Words that a claim of harm is made of, by what they tell: illness, injury, death, what contaminates, what fails, who
 * treats, whom it happened to, what was taken or used. `burn*` stands for every word that begins so. Written from general knowledge;
 * what weighs how much, alone and together, is learned.
 */

export const HARM_CUES = [
  'ill',
  'injured',
  'dead',
  'hazard',
  'found',
  'fails',
  'treated',
  'recall',
  'victim',
  'body',
  'used',
  'product',
  'cause',
  'time',
  'danger',
  'figure',
  'advice',
  'sport',
] as const;
export type HarmCue = (typeof HARM_CUES)[number];
export type CueWords = Readonly<Record<HarmCue, string>>;

export const ENGLISH_CUES: CueWords = {
  ill: `runs blacked blackout black retch* heaving bedridden clot clots withdrawal pale ache* aches belly tummy gut guts toilet loo disoriented hallucinat* insomnia irritat* inflam* conjunctivitis burnt sick sickened ill unwell illness* nause* vomit* puk* threw throwing throws diarrh* cramp* fever* rash rashes hives blister* itch* infect* poison* swollen swell* faint* unconscious dizzy seizure* stroke* asthma* allerg* anaphyla* eczema ulcer* pneumonia palpitat* migraine* headache* bathroom miscarr* cancer tumou* kidney* abscess* sores breathing cough* wheez* sepsis coma collapse* convuls* parasite* overdose* overdosed dehydrat* intoxicat* agony symptom* flu shock hepatitis gastro* intestin* queasy bleeding`,
  injured: `slipped cut cuts blinded fell bruised tore torn slipped tripped sprain* disloc* stung sting stings prick* punctur* pierced gash* impal* ripped lodged stepped struck whiplash cracked chipped squashed mangled disfigur* fracture hip wheelchair injur* hurt hurts burn* burnt scald* scar scarred cut cuts bleed* bled blood broke* broken fractur* wound* bruis* stitch* concuss* chok* electrocut* electric zapped swallow* sliced slashed crushed trapped pinched stabbed scratch* paraly* maim* amputat* severed knocked lacerat* snapped surgery operat* suffocat* drown* cornea* peeling`,
  dead: `dead death* died dies dying kill* killed fatal* lethal deadly lives`,
  hazard: `blade rusty needle* bandage bandaid plaster staple staples lizard frog snail slug moth moths beetle* feces faeces poop urine condom blade blades razor rust* rusty bleach ammonia acid solvent paint pfas phthalate* formaldehyde radiation radioactive filthy slime stank stench smelled sour undercooked uncooked salmonella listeria norovirus legionella botulism coli bacteria* bacterium virus mold mould mouldy moldy fungus asbestos arsenic mercury benzene cyanide antifreeze pesticide* toxi* toxin* carcinogen* contaminat* taint* spoiled rotten glass metal plastic shard* needle* maggot* worm* larva* insect* cockroach* roach* mice rat rats rubber glove splinter* chemical* fumes gas monoxide smoke fibreglass fiberglass diesel sewage mislabel* undeclared peanut* gluten`,
  found: `spotted report reports reported traces found find finds finding discover* detect* contain* contains turned tested positive confirm* lab results inspector* inspection`,
  fails: `sparks snapped unlatch* unhook* tipped topple* derailed rupture* burst blow split torn leaking hissed bang boom explo* blew blown burst* fire flames flame ignit* combust* melt* spark* smok* overheat* leak* snap snaps snapped collaps* shatter* crack* failed fails failure fell detach* malfunction* defect* faulty jammed short-circuit* deploy*`,
  treated: `hospitalized hospitalised wheelchair antibiotics x-ray burns-unit ward medics 999 112 gp hospital* er icu ambulance* paramedic* doctor* vet clinic surgery surgeon intensive nurse stitches diagnos* admitted drip poison-control a&e`,
  recall: `off-sale removed removes pulls pull pulling recall* withdrawn withdraw* pulled shelves`,
  victim: `i me my we us our son daughter kid kids child children toddler* baby babies infant* newborn* twins boy girl wife husband mom mum mother dad father parents brother sister nephew niece grandma grandmother grandfather granddad family friend* customer* guest* patient* passenger* worker* people person
    everyone everybody dog dogs cat cats puppy puppies pet pets neighbour* neighbor* colleague* office student* resident* farmers rider group table woman man`,
  body: `knee hip shoulder elbow ankle toe toes nail eyelid* lid lids cheek cheeks chin nose belly spine head eyebrow* lash* skin face hand hands finger* thumb arm arms leg legs foot feet eye eyes mouth gum gums lip lips tongue throat teeth tooth head scalp neck back wrist rib ribs jaw lung* chest thigh knee heart hair nose ear`,
  used: `ate eat* eaten drank drink* drunk fed feed* gave took taken take taking uses wore wearing wear bought buy ordered applied put switched started tried swallowed served bite charging installed bit plugged`,
  product: `soup bowl can cans tin tins bottle* jar bag packet box wipes diaper* nappy shoes boots jacket shirt chair sofa bed lamp plug cable dryer* machine washer vacuum hairdryer straightener drone tub pool ride coaster slide ferry lift elevator gym salon dentist pharmacy implant* mesh tampon* pad mask perfume spray cleaner detergent paint glue gum snack bar eggs rice pasta soup tea coffee beer wine your their this these that product* food meal* milk cheese chicken meat fish shrimp oysters sushi salad burger pizza sauce yoghurt yogurt cereal bread cake formula candy chocolate drink* juice water lotion cream shampoo sunscreen deodorant makeup detergent pill* medicine* drug drugs tablet* syrup drops vaccine* battery batteries charger* phone* scooter* bike* car cars vehicle* heater* kettle* cooker* toy* crib* stroller* mattress* ladder* helmet* seat* airbag* brake* vape* e-cig* kibble treats batch* lot buffet restaurant* hotel* bakery catering earbuds laptop* oven* candle*`,
  cause: `after since because from caus* made makes making due thanks linked led left sent gave gives`,
  time: `yesterday today tonight night morning week weeks days hours hour later monday tuesday wednesday thursday friday saturday sunday now still already`,
  danger: `safe warning warn* beware unsafe danger* urgent psa heads-up avoid alert avoid breaking update safety stay`,
  figure: `worth amazing heart book summer beers addictive nonsense sorry congrat* lol haha* lmao rofl song songs album film movie show episode trailer game match series ad queue prices price workers fandom speech joke puzzle exam stock shares sales growth app jokes love loved laugh* cute tired boring bored imagine nightmare hilarious lyrics beat solo concert tickets level season mayor vote`,
  advice: `always never keep store check wash rinse unplug call consult remember tip tips make ensure don't dont please how what should follow read wear best-before date dates degrees`,
  sport: `match derby team striker keeper training league half-time goal injury-list hamstring season coach player*`,
};

export const NORWEGIAN_CUES: CueWords = {
  ill: `kastet kløe klør slag hjerteslag sår magesår ligget svimer svimte svimt blodpropp hjerteproblem* hjerteinfarkt infarkt blodtrykk doen toalettet verk* verker tarm* influensa* betennelse* betent irriter* søvnløs* hallusin* feberkramp* ørsk strupe* kortpustet rosen matintoleran* syk syke sykt sjuk sjuke dårlig dårlige dårleg kvalm kvalme uvel oppkast* spy* spydde diaré* magesjau omgangssyk* kramper krampe* magekramper feber* utslett elveblest blemmer blemme infeksjon* infisert forgift* matforgift* hovn* hoven hovne besvim* bevisstløs* svimmel* anfall astma* allergi* anafyla* eksem* lungebetenn* hjertebank hodepine* vondt magevirus virus spontanabort* kreft* svulst* leversvikt nyre* pustevansk* hoste* blodforgift* koma kollaps* parasitt* overdose* pøste dehydrer* smerte* symptom* badegulvet sengeliggende toksisk* nummen`,
  injured: `skar falt mistet kutt kuttet skåret klem røk skled sklei snubl* vrik* forstu* ledd stukket prikk* punkter* spidd* tråkk* nakkesleng ødela svei sviing vansir* rullestol hofte* hofta kutta skadet skada flerre* revne* fastklemt klemte skad* skade brann brannsår brannskade* brent brant forbrent forbrenning* etse* etseskade* skåld* skoldet skold* kutt* skåret skår blø* blod brakk brukket brudd knakk knekk* knekt sting hjernerystelse kvel* kvelning* støt elektrosjokk blind* synet svelg* satte klemt knust stukket riper halsen amputer* svir svidde skjøt operer* operasjon drukn* kjemisk*`,
  dead: `død døde døydde dør dødd dødsfall drept drepte dreper livsfarlig* dødelig*`,
  hazard: `glassbit* glasskår plastbit* metallbit* gass gassleka* plaster stift* øgle snegl* møll bille* maur flue* fluer avføring urin kondom barberblad rust* klor* klorstoff* ammoniakk syre løsemid* maling* pfas ftalat* formaldehyd stråling skittent skitten slim stinker stinket stank surt utgått ustekt salmonella* listeria* norovirus legionella botulisme coli bakterie* bakteriefunn mugg* muggsopp sopp asbest arsen kvikksølv bly blyholdig* benzen gift gifts* giftig* giftgass giftstoff* kullos kreftfremkall* kreftframkall* forurens* helsefarlig* helseskadelig* råtten råtne glassbit* metall* metallspon plastbit* nål nåler spiker larve* mark makk insekt* kakerlakk* mus musebæsj rotte* gummi hanske* flis splint* kjemikal* røyk nøtt* peanøtt* gluten hvetebrød sprøytemid* parasitt*`,
  found: `meldinger melder meldt rapport* tilfelle* funn oppdaget fant funnet finn funn påvist påvise* oppdag* inneh* bekreft* testet prøve prøver lab mattilsynet avdekk*`,
  fails: `gnister ryker røk velt* veltet tippet skjøt traff sprutet spruter sprang revnet kortslutt* branner lekkasje* bang eksplo* smalt sprakk sprekk* brann brenne brant fyr flamme* antent* selvantent* smelt* gnist* overopphet* lakk lekker lekk* lekket knakk raste rast kollaps* svikt* sviktet løsn* løsnet defekt* bråstopp* brøt koke* kokte blåste utløs*`,
  treated: `antibiotika røntgen operert fastlege* sykebil rullestol avdeling* 113 innleggelse* lege tannlege* sykehus* legevakt* akutten intensiv* ambulanse* lege* legen dyrlege* veterinær* operer* innlagt innlegges behandl* medisinsk giftinformasjon* luftambulanse*`,
  recall: `fjerner fjernet trekkes tilbakekall* tilbakekalt tilbakekalte trekker trukket trekk* hyllene`,
  victim: `jeg meg min mitt mine vi oss vår vårt våre eg sønn* datter* dattera barn* barna unge* ungen ungene guttung* gutt* jente* minsten toåring* åring* baby* nyfødt* kone* kona mann* mannen mamma pappa mor far foreldre* bror søster søstera nevø* niese* bestemor bestefar besteforeldre* svigermor familie* venn* kunde* kundene gjest* pasient* passasjer* arbeider* ansatt* folk
    alle flere hund* hunden katt* katten valp* dyr naboen nabo* kolleg* kontoret kjærest* bygda barnehage* elev*`,
  body: `skulder* albue ankel* tå tær negl* øyelokk* kinn* nese* nesa mage magen ryggrad øyenbryn* vipper hud huden ansikt* hånd* hånden hånda hand handa hendene finger* fingre* arm* armen ben* bena fot foten øye* øyne* auga munn* munnen leppe* leppa tunge* tannkjøtt* hals* halsen tenner tann tanna hode* hodebunn* nakke* rygg* ryggen håndledd* ribbe* kragebein* lunge* bryst* lår* låret kne* hjerte* hake haka kroppen hornhinn*`,
  used: `spis* spiste spist åt ete drakk drukket drikk* brukt bruker bruk* brukte kjøp* kjøpte bestil* bestilte smurte byttet begynte prøvd prøvde svelg* serv* serverte bet lading montert*`,
  product: `suppe* suppa bolle* bowl* boks* hermetikk glass* pose* pakke* eske* serviett* bleie* sko støvler jakke* skjorte* stol* sofa* lampe* støpsel* kabel* tørketrommel* vaskemaskin* støvsuger* hårføner* rettetang drone* badestamp* basseng* ferge* ferga buss* fly* tog* heis* treningssent* frisør* tannlege* apotek* protese* implantat* tampong* munnbind parfyme* spray* maling* lim* tyggis* snacks egg ris te kaffe øl vin kosttilskudd* hotel* sko* linser linsene deres dere dykk denne dette disse produkt* mat maten melk* ost* osten kylling* kjøtt* fisk* laks* laksen reke* sushi* salat* burger* pizza* saus* yoghurt* frokostblanding* havregryn* brød* kake* kaken barnemat* morsmelk* godteri* sjokolade* drikk* juice* vann* vannet krem* kremen sjampo* solkrem* deodorant* sminke* vaskemid* pille* medisin* tablett* hostesaft* dråpe*
    vaksine* batteri* lader* laderen mobil* telefon* elsparkesyk* sykkel* bil bilen biler ovn* varmeovn* kjele* vannkok* trykkok* leke* leken seng* barneseng* vogn* barnevogn* madrass* stige* hjelm* sete* airbag* brems* fôr* godbit* parti buffet* restaurant* hotell* bakeri* catering* kebab* pasta* is isen middag* stearinlys*`,
  cause: `etter siden av fordi gjorde gjør grunn årsak* forårsak* takk ga gav gir førte sendte skyld derfor fra`,
  time: `går natt natta dag morges uke uker dager døgn time timer mandag tirsdag onsdag torsdag fredag lørdag søndag nå fortsatt allerede`,
  danger: `trygt trygg advar* advarsel fare farlig* utrygg* haster pass sjekk styr hastemelding siste`,
  figure: `verdt knuste hjertet hjertet bok* boka sommer* øl vits* vitsen vanedannende leit beklager gratulerer haha* hehe* lol låt* låta sang* sangen album* film* filmen serie* serien episode* trailer* kamp* kampen spill* reklame* reklamen kø pris* prisene lønn* tale* talen spøk* kryssord* eksamen* aksje* vekst salg* app* appen elsker elsket le ler søt lei kjedelig* kjedsomhet tenk mareritt* konsert* billett* stortinget ambassad* forslag* sesong* kommentarfelt*`,
  advice: `alltid aldri husk hold oppbevar* sjekk vask skyll trekk ring kontakt tips pass bruk les hvordan hva bør unngå slipper grader dato før`,
  sport: `kamp* derby* lag laget spiss* keeper* trening* liga* omgang mål trener* spiller* sesong*`,
};
