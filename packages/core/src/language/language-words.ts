/**
 * What gives a Latin-script language away: its commonest words (mostly those that carry grammar), letters that few others
 * write, and endings of longer words. Lists are written from general knowledge of the languages; a word may stand in
 * several lists and then counts less for each. Apostrophes part words ("l'homme" = l + homme, "don't" = don + t).
 */

/** Common words by BCP 47 tag, small letters, parted by spaces. */
export const COMMON_WORDS: Readonly<Record<string, string>> = {
  en: `the of and to a in is it you that he was for on are with as i his they be at one have this from or had by not but some what
    there we can out other were all your when up use how said an each she which do their time if will way about many then them would
    like so these her long make thing see him two has look more day could go come did my no most who over know than call first people
    may down been now find any new work take get made where after back only me our under why just don doesn didn isn aren wasn won t s
    m ll ve re too very really want need going gonna think today tomorrow tonight yesterday still never always should because before
    love good great best happy night morning week year lol omg yes please thanks thank off let got even right here us into again every
    ever being does am im its much those through while against between without next last game watch days better nice well say says
    tell feel looks looking excited ready wait hope everyone everything nothing something someone bad hate shit fuck damn follow`,
  nb: `og i det er på en et som til av for at med de ikke den har jeg om var han fra men så vi du ble seg kan sin hun skal vil ved eller
    meg deg oss hva hvor hvem når være blir bli mer mot over etter alle dette denne disse noe noen man hadde opp ut inn ned nå da bare
    også enn før under mellom mange må hans hennes dem sine sitt å kunne ville skulle får få fikk gå går kom kommer gjør gjøre sier sa
    hele andre to tre år dag her der hvordan hvorfor fordi hvis selv uten litt mye veldig aldri alltid igjen tror vet synes takk
    god godt gode bra dårlig dessverre kanskje både flere første siste norsk norske norge helt blitt vært gjennom langt lite
    heller samme annet annen ingen ting gang ganske fortsatt altså like nok tid folk barn ja nei håper morgen jo altfor bør føles
    finnes står tar gir ser fått gjort denne slik sånn dermed derfor imidlertid riktig mens mest verken hver hvert egen eget egne fin fint
    fine nye ny stor stort store liten små stadig fremdeles hjemme mindre spiller musikken stemmen låtene filmen boken albumet musikk film bok album men deres`,
  nn: `og i det er på ein eit som til av for at med dei ikkje den har eg om var han frå men så vi du vart seg kan sin ho skal vil ved eller
    meg deg oss kva kvar kven når vere vera blir bli meir mot over etter alle dette denne desse noko nokon hadde opp ut inn ned no då
    berre også enn før mellom mange må hans hennar dei sine sitt å kunne ville skulle får få fekk gå går kom kjem gjer gjere seier
    heile andre korleis kvifor fordi viss sjølv utan litt mykje veldig aldri alltid igjen trur veit takk god godt bra
    betre begge fleire fyrste første siste norsk norske noreg heilt blitt vore gjennom lite same anna annan ingen ganske framleis`,
  da: `og i det er på en et som til af for at med de ikke den har jeg om var han fra men så vi du blev sig kan sin hun skal vil ved eller
    mig dig os hvad hvor hvem når være bliver blive mere mod over efter alle dette denne disse noget nogen nogle man havde op ud ind
    ned nu da bare kun også end før under mellem mange må hans hendes dem sine sit at kunne ville skulle får få fik gå går kom kommer
    gør gøre siger sagde hele andre to tre år dag her der hvordan hvorfor fordi hvis selv uden lidt meget aldrig altid igen tror ved synes
    tak god godt gode dårlig desværre måske både flere første sidste dansk danske danmark helt blevet været gennem langt
    heller samme andet anden ingen ting gang ret stadig altså ligesom nok tid folk børn ja nej håber morgen jo deres lige vores jeres`,
  sv: `och i det är på en ett som till av för att med de inte den har jag om var han från men så vi du blev sig kan sin hon ska skall vill vid
    eller mig dig oss vad var vem när vara blir bli mer mot över efter alla detta denna dessa något någon några man hade upp ut in ner
    nu då bara också än före under mellan många måste hans hennes dem sina sitt kunde ville skulle får få fick gå går kom kommer gör
    göra säger sa hela andra två tre år dag här där hur varför eftersom själv utan lite mycket väldigt aldrig alltid igen tror
    vet tycker tack god gott bra dålig tyvärr kanske både flera första sista svensk svenska sverige helt blivit varit genom långt ju
    också inget ingen annat samma gång ganska fortfarande alltså nog tid folk barn ja nej hoppas imorgon era ert deras`,
  is: `og að í á er sem til af fyrir við með ekki það hann hún þetta þessi ég þú við þið eru var voru hefur hafa en um frá svo líka bara
    vera verið mjög allt allir eða þegar hvað hvar hver núna eftir upp út inn`,
  fi: `ja on ei että se hän oli en ole mutta kun niin kuin myös mitä tämä minä sinä ovat ollut joka mukaan jos vain nyt sen sitä mikä siitä
    olen olla vielä jo kanssa voi hyvä hyvin kaikki tai koska missä miksi nämä tuo te me he minun sinun paljon enää aina tänään huomenna kiitos`,
  nl: `de het een en van in is dat op te zijn met voor niet die aan er om ook als dan maar bij uit nog naar heeft ik je hij ze we wij zij u
    was hebben worden wordt werd deze dit kan door over al wel geen meer of zo wat mijn jouw haar hun ons onze hem waar wie hoe wanneer
    waarom omdat veel heel goed gaan gaat doen doet moet moeten zou zal willen wil mensen jaar dag vandaag morgen altijd nooit weer
    echt toch gewoon lekker mooi leuk iets niets iemand niemand tot tegen zonder tussen onder na`,
  de: `der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei
    einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei ich du wir ihr
    mich dich uns euch mir dir ihm ihn mein dein kein keine wenn dann weil was wer wo warum schon immer nie wieder heute morgen gestern
    jetzt hier da ja nein doch mal gut sehr viel alles nichts etwas jemand habe hast bin bist kann können muss müssen soll will wollen
    machen macht geht gibt diese dieser dieses ganz leider gegen ohne unter zwischen beim vom ins ab neue neuen neuer deutschland
    ihre seine unsere damit dazu denn einfach tag jahr jahre uhr leute danke bitte schön endlich gerade eigentlich halt eben wurden`,
  fr: `de la le et les des en un une du à est que qui dans pour il au par sur pas plus ne se ce son sa ses avec sont elle ils nous vous je tu
    on mais ou où comme tout tous faire fait être avoir cette ces aux leur leurs même aussi bien peut très sans si moi toi lui y était
    ont été c j l d qu n s m t ai as va vais suis es sommes êtes avait deux quand donc alors rien jamais toujours encore après avant chez
    parce pourquoi comment quoi mon ma mes ton ta tes notre votre vos nos faut veux veut peux dire dit là ça oui non merci bon bonne jour
    aujourd hui demain hier vie gens monde temps trop peu beaucoup fois ans année mdr ptdr lol jai cest quel quelle entre depuis contre vers
    sous autre autres vraiment juste déjà ici`,
  es: `de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ya este sí porque esta entre cuando muy sin
    sobre también me hasta hay donde quien desde todo nos durante todos uno les ni contra otros ese eso ante ellos e esto mí antes
    algunos qué unos yo otro otras otra él tanto esa estos mucho quienes nada muchos cual poco ella estar estas algunas algo nosotros mi
    mis tú te ti tu tus soy eres somos son estoy está están era fue ser tengo tiene tienen hace hacer va vamos voy puede quiero gracias
    hoy ahora siempre nunca bien buenos buenas día días año años vida mejor gente si así solo sólo aquí cada vez ver has he han dos
    después mañana noche casa tan jajaja jaja quiere creo sé`,
  pt: `de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há
    nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter seus quem nas me esse eles estão você vc tinha foram
    essa num nem suas meu às minha têm numa pelos elas havia seja qual será nós tenho lhe deles essas esses este fosse dele tu te vocês
    vos lhes meus minhas teu tua teus tuas nosso nossa delas esta isto aquele aquela estou estava fazer fez vai vou vamos ir pra pro
    hoje amanhã ontem agora sempre nunca bem bom boa dia noite gente coisa tudo nada aqui então porque obrigado obrigada melhor kkk kkkk
    mano tô ta né ainda cara todo todos toda sou são quero acho sei assim pq tão ano anos vida outra outro onde`,
  it: `di e il la che in un a per è una sono mi ho ma l lo ha le si ti i con cosa se io come da ci no questo qui bene tu hai sei non del al ne
    dei della nel delle alla anche più gli suo sua loro noi voi lui lei chi dove quando perché perchè così ancora sempre mai niente tutto tutti
    dell all nell sull dal dalla alle ai agli nella sul sulla sui degli questa questi quello quella essere avere fare fatto stato era
    erano hanno abbiamo siamo avete può molto poco oggi domani ieri adesso ora poi dopo prima già solo grazie ciao buona buon
    buongiorno giorno anni anno vita cose mio mia miei tuo tua nostro quanto ogni altro altri senza contro tra fra mentre però o c d
    governo scuola fa va sta sto puoi vuole voglio dire due vedere quindi nessuno qualcosa bello bella`,
  pl: `i w na z się nie do to że jest o jak po co tak za od ale dla jego być był była czy tylko już przez może jeszcze przed ich są mnie tym
    tego które który która ja ty my wy on ona oni ze bo gdy kiedy gdzie bardzo dobrze dzisiaj jutro teraz mam masz ma jestem`,
  cs: `a se v na je že to s z do o i jako pro by ale jsem jsou byl byla bylo za od po tak jak co už jen nebo která který které být ještě
    při má mám aby když také až však mi ti tím toho dnes zítra velmi není jsme`,
  ro: `și de la în a cu pe nu un o care este mai din că pentru sa se au fost ce am ai sunt dar fi prin după când tot sau dacă foarte
    bine acum azi mâine asta acest această eu tu el ea noi voi lui lor`,
  hu: `a az és hogy nem is egy ez van volt de csak már még meg mint ha vagy azt ezt ki mi én te ő mert most nagyon jó kell lesz
    minden után előtt amikor aki ami sem el fel be ma holnap köszönöm`,
  tr: `bir ve bu da de için ile ne çok ama o mı mi gibi daha var yok ben sen biz siz onlar ki değil kadar olan olarak sonra en her şey
    ya bugün yarın şimdi iyi güzel neden nasıl kim diye olsun`,
  id: `yang dan di ini itu dengan untuk tidak dari dalam akan pada juga saya ke karena tersebut bisa ada mereka lebih kata tahun sudah
    atau saat oleh menjadi orang kami kita aku kamu dia apa yg gak nggak aja banget lagi udah`,
  'hi-Latn': `hai hain nahi nahin ki ka ke ko se mein me bhi aur ye yeh wo woh kya kyu kyun ho kar raha rahe rahi tha thi the hum tum aap mera
    meri mere tera teri apna apne apni koi kuch sab bahut acha accha ab kab jab tab toh to hi na ek par liye wale wala gaya gayi
    kiya karo karne hua hoga hogi jo jai sir ji bhai desh modi sabhi unko inko iske uske isko usko log logo saath sath phir fir`,
};

/** Letters beyond a-z, by language; each has its weight shared among the languages that write it. */
export const TELLING_LETTERS: Readonly<Record<string, string>> = {
  nb: 'æøå',
  nn: 'æøå',
  da: 'æøå',
  sv: 'åäö',
  is: 'ðþáíúýæö',
  fi: 'äö',
  nl: 'ë',
  de: 'äöüß',
  fr: 'éèêàçùûîôœ',
  es: 'ñáéíóú¿¡',
  pt: 'ãõçáéíóúâêô',
  it: 'èàòùì',
  pl: 'ąćęłńóśźż',
  cs: 'áčďéěíňřšťúůýž',
  ro: 'ăâîșțşţ',
  hu: 'áéíóöőúüű',
  tr: 'çğıöşü',
};

/** Endings of words of five letters or more. */
export const TELLING_ENDINGS: Readonly<Record<string, string>> = {
  en: 'ing ed tion ly ness ful ous able ity ght ck ies ould own ways',
  nb: 'ene else elsen sjon sjonen het heten lig lige ende asjon ksjon skap ig ert isk iske løs inger ingen nende tte',
  nn: 'ane leg lege sjon skap ande heit',
  da: 'ede else elsen tion hed heden lig lige ende isk iske erne',
  sv: 'orna arna ning het heten tion lig liga ande isk iska ades ning',
  fi: 'ssa ssä sta stä lla llä lle inen isen oon een aan tta ttä',
  nl: 'ijk ijke heid ingen sche eren aar aat oor tje tjes ij',
  de: 'ung ungen keit heit lich liche lichen isch ische ischen schen ein eit tet chen nd cht sch ert eren',
  fr: 'ment eux euse tion ait aient ais ez eur eurs ique iques elle ette oir ours aux eau',
  es: 'ción ciones mente ando iendo ado ada ados adas dad ero era amos eron ía ías ido idos ito ita',
  pt: 'ção ções mente ando endo indo ado ada dade eiro eira amos aram ão inho inha ava ei ou agem vel',
  it: 'zione zioni mente ando endo ato ata ati ate tà ere are ire iamo etto etta ello ella oso osa aggio ssimo ono cci',
  pl: 'ość ów owy ego ych nie ie',
  cs: 'ost ého ých ní ová',
  ro: 'ul ului ele ilor ește',
  hu: 'ban ben nak nek val vel ság ség',
  tr: 'lar ler yor ım im',
  id: 'nya kan',
  'hi-Latn': 'unga enge',
};
