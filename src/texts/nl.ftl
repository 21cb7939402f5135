# Alles wat de bot zelf zegt, in het Nederlands. Toon: B1, 'u', kort, geen beloften, geen verwijt.
# Opmaak: <b>, <i>, <code>, <a href="…">. Een & wordt &amp;. Een variant (.again, .more) staat er voor als dezelfde
# zin anders twee keer achter elkaar zou komen.

## Begin en hulp
start =
    Welkom! Ik ben de assistent van <b>Economische Samenwerking IJmond</b> (ESIJ).
    
    Stel gerust een vraag over ESIJ of Made in IJmond 2017. Of lever hier uw projectidee in: dat gaat naar de programmamanager.
    
    Ik ben een automatisch programma. Wat ik niet weet, geef ik door als u dat wilt.
start-manager =
    Welkom! In dit gesprek ontvangt u de ideeën en vragen van ondernemers. Antwoord op een bericht en uw antwoord gaat naar de indiener. Met /help ziet u wat u hier nog meer kunt.
    
    U kunt hier ook zelf een vraag stellen, om te zien wat een ondernemer te lezen krijgt.
help =
    Dit kan ik voor u doen:
    
    • <b>Een vraag beantwoorden.</b> Typ uw vraag in uw eigen woorden, of kijk bij /vragen.
    • <b>Uw projectidee aannemen.</b> Begin met /idee. Hoe het ervoor staat, ziet u met /mijnideeen.
    • <b>U in contact brengen.</b> Met /contact ziet u hoe u de programmamanager bereikt.
    
    Ook handig: /taal (Nederlands of English), /privacy en /annuleer.
command-unknown = Die opdracht ken ik niet. Typ gewoon uw vraag, of kies /vragen, /idee of /help.
    .again = Ook deze opdracht ken ik niet. Met /help ziet u alles wat ik kan.
contact-unknown = Ik heb geen contactgegevens van het programma. Stel uw vraag hier, dan kan ik die doorgeven.
blank = Ik zie geen tekst in uw bericht. Wat wilt u weten?
    .again = Ook dit bericht lijkt leeg. Typ uw vraag, of kies /vragen.
no-words = Wat wilt u weten? Typ uw vraag in een paar woorden.
    .again = Ik lees nog geen woorden. Typ uw vraag, of kies /vragen.
failed = Sorry, er ging bij mij iets mis. Uw laatste bericht is bewaard, maar ik heb het niet kunnen verwerken. Wilt u het nog eens sturen?
keyboard-away = De knoppen onder in beeld haal ik weg.
in-group = Ik help u graag, maar in een gesprek met ons tweeën. Stuur me daar een bericht: { $bot }

## Vragen
answer-source = <i>Bron: { $names }</i>
choose = Bedoelt u een van deze vragen?
    .again = Ik twijfel weer even. Staat uw vraag hierbij?
unknown =
    Daar heb ik geen antwoord op.
    
    Ik kan uw vraag doorgeven aan de programmamanager. { $along }
    .again =
    Ook dit antwoord heb ik niet.
    
    De programmamanager weet misschien meer. Zal ik uw vraag doorgeven? { $along }
    .more =
    Hier kom ik zelf niet uit.
    
    Kijk eens tussen de onderwerpen, of laat mij uw vraag doorgeven aan de programmamanager. { $along }
unknown-long =
    Dank u voor uw verhaal. Ik haal er geen vraag uit die ik zelf kan beantwoorden.
    
    Is het een idee voor een project? Dan helpt het formulier u verder. Is het een vraag? Dan geef ik die door aan de programmamanager. { $along }
    .again =
    Ook uit dit verhaal haal ik geen vraag die ik kan beantwoorden.
    
    U kunt het als idee inleveren, of als vraag laten doorgeven aan de programmamanager. { $along }
unknown-passed-on = Daar heb ik geen antwoord op. Ik heb uw bericht al doorgegeven aan de programmamanager ({ $reference }).
    .again = Ook dit antwoord heb ik niet. Uw bericht is al doorgegeven aan de programmamanager ({ $reference }).
sent-along-username = Alleen als ik uw vraag doorgeef, gaat uw naam in Telegram ({ $name }, @{ $username }) mee.
sent-along = Alleen als ik uw vraag doorgeef, gaat uw naam in Telegram ({ $name }) mee.
topic-gone = Dat onderwerp is er niet meer. Kijk gerust tussen de andere.
    .again = Ook dat onderwerp is er niet meer. Hieronder staan de onderwerpen die er wel zijn.
pass-on-ask =
    Zal ik deze vraag doorgeven aan de programmamanager?
    
    ‘{ $question }’
    
    { $along }
pass-on-received =
    Uw vraag is ontvangen. Uw kenmerk is <b>{ $reference }</b>.
    
    ‘{ $question }’
    
    Ik stuur de vraag nu door naar de programmamanager.
pass-on-delivered = Uw vraag ({ $reference }) is afgeleverd bij de programmamanager.
pass-on-already = Deze vraag heb ik al doorgegeven, onder kenmerk <b>{ $reference }</b>. Nog eens doorgeven hoeft niet.
pass-on-not = Goed, dan geef ik de vraag niet door. Kan ik u met iets anders helpen?
    .again = Prima, er is niets doorgegeven. Waar kan ik u wel mee helpen?
pass-on-gone = Ik weet niet meer welke vraag u bedoelt. Wilt u die nog eens typen?
    .again = Typ uw vraag hier opnieuw, dan kan ik hem doorgeven.
feedback-yes = Fijn dat het hielp.
    .again = Mooi, dank u.
feedback-already = Dat heb ik al genoteerd. Dank u.
    .again = Ook dat staat al genoteerd.
feedback-no = Jammer. Wat miste u in het antwoord? Typ het hier, dan kan ik het doorgeven aan de programmamanager.
feedback-no-form = Jammer. Ik heb genoteerd dat dit antwoord niet hielp.
feedback-missed = { $missed } (mijn vraag was: { $question })

## Onderwerpen bekijken
browse = Waar gaat uw vraag over?
    .again = Kies gerust een ander onderwerp.
browse-category = <b>{ $title }</b>

## Knoppen
button-ask-manager = Vraag de programmamanager
button-none-of-these = Geen van deze
button-pass-on = Geef mijn vraag door
button-pass-on-yes = Ja, geef door
button-pass-on-no = Nee, niet nodig
button-pass-on-question = Doorgeven
button-helped = 👍 Dit hielp
button-not-helped = 👎 Dit hielp niet
button-idea = Ik heb een idee
button-browse = Bekijk onderwerpen
button-more-topics = Meer
button-categories = Alle onderwerpen
button-first-topics = Naar het begin
button-resume = Verder met mijn idee
button-restart = Opnieuw beginnen
button-consent = Ja, begin
button-no-consent = Nee, liever niet
button-back = Terug
button-skip = Overslaan
button-done = Klaar
button-keep-value = Zo laten
button-empty = Leegmaken
button-no-attachments = Alle bijlagen weghalen
button-typed-is-answer = Nee, dit is mijn antwoord
button-share-phone = 📱 Deel mijn telefoonnummer
button-telegram-only = Alleen via Telegram
button-go-on = Verder gaan
button-later = Bewaren voor later
button-discard = Weggooien
button-throw-away = Ja, weggooien
button-send = Versturen
button-change = Iets wijzigen
button-stop = Stoppen
button-back-to-summary = Terug naar het overzicht
button-erase = Ja, wis alles
button-keep = Nee, laat staan
button-old = Deze knop hoort bij een eerder gesprek. Ik help u graag hier verder.
    .again = Ook deze knop werkt niet meer. Kies hieronder, of typ wat u wilt.

## Taal
language-ask = In welke taal zal ik met u praten?
language-nl = Nederlands
language-en = English
language-set = Goed, ik praat Nederlands met u.
language-name = Nederlands

## Het ideeformulier
form-offer = U was al bezig met een idee ({ $count ->
        [one] 1 antwoord
       *[other] { $count } antwoorden
    }). Wilt u verder, of opnieuw beginnen? Bij opnieuw beginnen vervalt wat u had ingevuld.
form-offer-title = U was al bezig met een idee: ‘{ $title }’ ({ $count ->
        [one] 1 antwoord
       *[other] { $count } antwoorden
    }). Wilt u verder, of opnieuw beginnen? Bij opnieuw beginnen vervalt wat u had ingevuld.
form-resumed = We gaan verder met uw idee.
form-question = <i>{ $number } van { $total }</i> · { $question }
form-now = Nu staat er: { $now }
form-changed = Aangepast.
form-back-to-it = Terug naar uw idee.
form-back-to-summary = Terug naar het overzicht van uw idee.
form-first-question = Dit is de eerste vraag.
    .again = Verder terug kan niet. U bent bij de eerste vraag.
form-refused = Dat is goed. Ik heb niets bewaard. U kunt ook contact opnemen met de programmamanager, zie /contact.
form-thrown-away = Uw antwoorden zijn weggegooid. Een nieuw idee is altijd welkom.
form-stopped = Goed, we stoppen. Er was nog niets ingevuld.
form-restarted = Uw eerdere antwoorden zijn weggegooid. We beginnen opnieuw.
form-put-aside = Uw idee blijft 30 dagen bewaard. Met /idee gaat u verder waar u was.
cancel-ask = Weet u het zeker? Ik gooi dan weg wat u hebt ingevuld. Bewaren voor later kan ook.
cancel-paused = Er is nu niets om te stoppen. Ik bewaar nog wel een idee van u. Wilt u daarmee verder, of mag het weg?
    .again = Er staat niets open. Uw bewaarde idee is er nog.
cancel-nothing = Er is niets om te stoppen. Stel gerust een vraag.
    .again = Er staat nog steeds niets open. Waar kan ik u mee helpen?
ask-consent =
    Mooi, een idee! Ik stel u { $total } korte vragen; { $optional } mag u overslaan. Dat kost ongeveer vijf minuten. U kunt altijd terug, stoppen of later verdergaan.
    
    Uw antwoorden en uw naam in Telegram gaan naar de programmamanager van ESIJ. Ik bewaar ze volgens onze privacyregels, zie /privacy.
    
    Mag dat?
consent-first = Voordat we beginnen heb ik uw toestemming nodig.
    .again = Mag ik uw antwoorden doorgeven? Kies of typ ja of nee.
ask-name = Hoe heet u?
ask-organisation = Namens welk bedrijf of welke organisatie?
ask-municipality = In welke gemeente speelt uw idee?
ask-theme = Bij welk thema past uw idee het best?
ask-title = Geef uw idee een korte titel.
ask-summary = Wat wilt u gaan doen? Vertel het in een paar zinnen.
ask-support-base = Wie steunt uw idee, of wie kunt u meekrijgen? In het programma heet dat draagvlak.
ask-sustainability = Hoe kan uw project op den duur op eigen kracht verder?
ask-help-wanted = Welke hulp zoekt u van ESIJ?
ask-contact = Hoe kan de programmamanager u bereiken? Typ uw telefoonnummer of e-mailadres, of gebruik een knop.
ask-attachments = Wilt u een document of foto meesturen? Voeg het hier toe. Kies daarna Klaar.
attachments-gone = De bijlagen zijn weg.
attachments-text = Hier kan ik alleen een document of foto gebruiken. Wilt u nog tekst toevoegen? Dat kan straks in het overzicht.
    .again = Stuur hier een bestand of foto, of kies Klaar.
attachments-yes = Stuur het bestand of de foto hier, en kies daarna Klaar. Wilt u niets meesturen? Kies dan ook Klaar.
agreed-to-nothing = Fijn. Wat is uw antwoord op de vraag?
noted = Genoteerd: { $value }
noted-other-theme = Ik noteer als thema: Iets anders. Vertel er bij de volgende vragen gerust meer over.
contact-not-own = Dat is het nummer van iemand anders. Deel alstublieft uw eigen nummer, of typ het.
    .again = Ook dit nummer is niet van uzelf. U kunt uw eigen nummer ook typen.
contact-of-other-outside = Met het nummer van iemand anders doe ik niets. Wat wilt u weten?
    .again = Ook dit nummer bewaar ik niet. Typ uw vraag, of lever met /idee een idee in.
contact-outside = Dank u, maar ik heb uw nummer nu niet nodig. Ik vraag het pas als u een idee inlevert.
    .again = Ook nu bewaar ik uw nummer niet. Met /idee kunt u een idee inleveren.
skip-required = Dit antwoord heb ik nodig voor uw idee. Overslaan kan hier niet.
    .again = Zonder dit antwoord kan ik uw idee niet aannemen.
skip-consent = Zonder uw toestemming kan ik geen idee aannemen.
    .again = Ik kan pas verder als u ja of nee kiest.
send-missing = Uw idee is nog niet compleet. Daarom gaan we hier verder.
edited-in-form = Ik zie dat u een bericht hebt aangepast. Uw antwoord blijft zoals het was. In het overzicht aan het eind kunt u alles wijzigen.
    .again = Ook deze wijziging neem ik niet over. Straks in het overzicht kan het wel.

## Als een antwoord niet past
wrong-empty = Ik zie geen tekst in uw bericht.
    .again = Ook in dit bericht zie ik geen tekst. Kunt u uw antwoord typen?
wrong-no-letter = Daar zie ik geen woorden in. Wilt u het met letters typen?
    .again = Ook hier zie ik geen letters in. Een paar woorden is genoeg.
wrong-too-short = Dat is wel erg kort. Typt u minstens { $limit } tekens?
    .again = Ik heb echt { $limit } tekens of meer nodig. Een paar woorden mag.
wrong-summary-short = Kunt u iets meer vertellen? Dit zijn { $length } tekens; ik heb er minstens { $limit } nodig.
    .again = Nu zijn het { $length } tekens. Vanaf { $limit } tekens is het goed.
wrong-too-long = Uw tekst telt { $length } tekens; er passen er { $limit }. Kan het iets korter?
    .again = Nu zijn het { $length } tekens. Tot { $limit } tekens is het goed.
wrong-phone = Dat lijkt geen telefoonnummer. Kunt u het zo typen: 06 12345678?
    .again = Ook dit nummer herken ik niet. Controleer de cijfers, of typ een e-mailadres.
wrong-email = Dat lijkt geen e-mailadres. Kunt u het zo typen: naam@bedrijf.nl?
    .again = Ook dit adres klopt nog niet helemaal. Een telefoonnummer mag ook.
wrong-contact = Daar zie ik geen telefoonnummer of e-mailadres in. Typ bijvoorbeeld 06 12345678 of naam@bedrijf.nl.
    .again = Hier haal ik nog geen nummer of adres uit. U kunt ook kiezen voor ‘Alleen via Telegram’.
wrong-municipality = Die gemeente herken ik niet. Kies een van de knoppen.
    .again = Ook die naam ken ik niet. Ligt uw plaats ergens anders? Kies dan ‘Andere of meer gemeenten’.
wrong-theme = Dat thema herken ik niet. Kies een van de knoppen, of Iets anders.
    .again = Ik weet nog niet welk thema u bedoelt. Twijfelt u? Kies dan ‘Iets anders’.

## Bestanden en wat ik niet kan lezen
file-outside = Ik kan bestanden alleen bij een idee bewaren. Wilt u een idee inleveren?
    .again = Ook dit bestand kan ik nu niet bewaren. Met /idee begint u een idee; daar kan het bij.
file-outside-caption = Uw bestand heb ik niet bewaard: dat kan alleen bij een idee. Met /idee begint u er een.
file-before-consent = Fijn dat u iets meestuurt. Eerst heb ik uw toestemming nodig; daarna mag u het nog eens sturen.
    .again = Ook dit bestand bewaar ik nog niet. Kies eerst ja of nee.
file-kept = Ik heb het bestand bij uw idee gezet ({ $count } van hoogstens { $max }).
file-album-kept = Ik zet de bestanden bij uw idee.
file-more = Nog een? Stuur het hier, of kies Klaar.
file-known = Dit bestand had ik al. Het staat er één keer bij.
    .again = Ook dit bestand stond er al bij.
file-too-many = Er passen { $max } bestanden bij een idee. Dit bestand heb ik er niet bij gedaan.
    .again = Ook dit bestand past er niet meer bij. Er staan er al { $max }.
cannot-read-sticker = Leuke sticker! Ik kan alleen tekst lezen. Wilt u het in woorden typen?
    .again = Nog een sticker! Met woorden kom ik verder.
cannot-read-voice = Spraakberichten kan ik niet beluisteren. Wilt u het typen?
    .again = Ook dit spraakbericht kan ik niet beluisteren. Typen werkt wel.
cannot-read-video = Video's kan ik niet bekijken. Wilt u het in woorden typen?
    .again = Ook deze video kan ik niet bekijken. Typen werkt wel.
cannot-read-location = Met een locatie kan ik niets. Typ liever de plaats of uw vraag.
    .again = Ook met deze locatie kan ik niets. Typen werkt wel.
cannot-read-poll = Een peiling kan ik niet lezen. Wilt u uw vraag typen?
    .again = Ook deze peiling kan ik niet lezen. Typen werkt wel.
cannot-read-other = Dit soort berichten kan ik niet lezen. Wilt u het in woorden typen?
    .again = Ook dit bericht kan ik niet lezen. Typen werkt wel.

## Het overzicht
summary-heading = <b>Dit heb ik genoteerd</b>
summary-line = <b>{ $label }:</b> { $value }
summary-foot = Klopt alles? Dan kunt u het versturen.
summary-text = Wilt u iets aanvullen of veranderen? Kies dan Iets wijzigen.
    .again = Deze tekst staat er nog niet bij. Kies eerst bij welk onderdeel hij hoort.
summary-waits = Ik heb uw idee nog niet verstuurd. Dat doe ik pas als u Versturen kiest, of ‘ja’ typt.
    .again = Er is nog niets verstuurd. Kies Versturen als alles klopt, of Stoppen als u niet verder wilt.
summary-choose = Wat wilt u wijzigen?
idea-received =
    Dank u wel, { $name }. Uw idee is ontvangen. Uw kenmerk is <b>{ $reference }</b>.
    
    Ik stuur het nu door naar de programmamanager.
idea-delivered = Uw idee ({ $reference }) is afgeleverd bij de programmamanager. Met /mijnideeen ziet u hoe het ervoor staat.
sent-already = Uw idee is al ontvangen, onder kenmerk <b>{ $reference }</b>. U hoeft niets meer te doen.
    .again = Dit idee is echt binnen, onder kenmerk <b>{ $reference }</b>. Met /mijnideeen ziet u hoe het ervoor staat.

## Velden en waarden
field-consent = Toestemming
field-name = Naam
field-organisation = Organisatie
field-municipality = Gemeente
field-theme = Thema
field-title = Titel
field-summary = Idee
field-support-base = Draagvlak
field-sustainability = Op eigen kracht
field-help-wanted = Gevraagde hulp
field-contact = Bereikbaar via
field-attachments = Bijlagen
value-empty = –
value-start = { $start } <i>(de hele tekst gaat mee)</i>
value-none = geen
value-consent = gegeven
value-places = { $value } ({ $places })
value-telegram = alleen Telegram
value-attachments = { $count ->
        [one] 1 bestand
       *[other] { $count } bestanden
    } ({ $names })
value-document = document
value-photo = foto
value-voice = spraakbericht
municipality-beverwijk = Beverwijk
municipality-heemskerk = Heemskerk
municipality-velsen = Velsen
municipality-other = Andere of meer gemeenten
theme-innovation = Innovatie en ondernemerschap
theme-education = Onderwijs en arbeidsmarkt
theme-other = Iets anders

## Eigen ideeën en gegevens
own-none = U hebt hier nog niets ingeleverd. Een idee is welkom.
own-heading = <b>Wat u hebt ingeleverd</b>
own-idea =
    <b>{ $reference }</b> · idee van { $when }
    { $what }
    { $status }
own-question =
    <b>{ $reference }</b> · vraag van { $when }
    { $what }
    { $status }
own-delivered = Afgeleverd bij de programmamanager op { $when }.
own-undelivered = Ontvangen. Het is nog niet afgeleverd bij de programmamanager.
own-more = En nog { $count } eerder. De programmamanager heeft ze allemaal.
own-change = Wilt u iets aanvullen, verbeteren of intrekken? Kies dan uw idee.
button-own-add = Iets toevoegen
button-own-correct = Iets verbeteren
button-own-withdraw = Intrekken
button-own-stop = Laat maar zo
button-own-ready = Klaar
button-withdraw-yes = Ja, trek het in
own-add-ask = Wat wilt u toevoegen aan { $reference } ({ $title })? Typ het, of stuur een foto of document. De programmamanager krijgt het erbij.
own-add-still = Hebt u ook nog een aanvulling op { $reference }? Typ die hier, of kies Laat maar zo.
own-added = Dank u. Het is toegevoegd aan { $reference } en gaat naar de programmamanager. Wat u nu nog typt, geef ik ook door.
own-added-file = Toegevoegd aan { $reference }. Nog een bestand mag ook; anders bent u klaar.
own-correct-which = Wat wilt u verbeteren aan { $reference } ({ $title })?
own-correct-ask =
    <b>{ $field }</b>
    Nu: { $now }
    
    Wat moet het worden?
own-correct-still = Terug naar uw verbetering.
own-corrected = Verbeterd. { $field } is nu: { $now }. De programmamanager ziet het ook.
own-correct-same = Dat stond er al. Er is niets veranderd.
own-withdraw-ask = Wilt u { $reference } ({ $title }) intrekken? De programmamanager gaat er dan niet meer mee verder.
own-withdrawn = { $reference } is ingetrokken. De programmamanager krijgt dat te zien. Een nieuw idee is altijd welkom.
own-withdrawn-already = { $reference } is al ingetrokken.
own-left = Goed, { $reference } blijft zoals het is.
written = Doorgegeven aan de programmamanager ({ $reference }).
button-ask-bot = Dit was een vraag aan de bot
button-for-manager = Dit is voor de programmamanager
status-new = Nieuw.
status-in-progress = In behandeling.
status-talked = Besproken met u.
status-answered = Beantwoord.
status-supported = Ondersteund.
status-not-fitting = Past niet bij het programma.
status-referred = Doorverwezen.
status-withdrawn = Ingetrokken.
data-heading = <b>Dit bewaar ik van u</b>
data-telegram =
    Uit Telegram: uw naam ({ $name }), gebruikersnaam ({ $username }) en nummer ({ $number }).
    Taal: { $language }.
data-questions =
    { $count ->
        [one] Uw laatste vraag:
       *[other] Uw laatste { $count } vragen:
    }
    { $questions }
data-draft =
    <b>Een idee dat u nog niet hebt verstuurd</b>
    { $fields }
data-no-leads = U hebt nog geen idee of vraag ingeleverd.
data-foot = Hoe ik met gegevens omga, leest u met /privacy. Alles wissen kan met /verwijder.
privacy =
    <b>Uw gegevens</b>
    
    Ik bewaar wat u inlevert: uw idee, uw contactgegevens en vragen die u laat doorgeven. Zo kan de programmamanager van ESIJ contact met u opnemen. Daar gaan uw naam en gebruikersnaam in Telegram bij mee.
    
    • Een idee dat u niet verstuurt, verdwijnt na 30 dagen.
    • Ideeën en doorgegeven vragen verdwijnen na twee jaar.
    • Van gewone vragen onthoud ik de laatste drie, zodat u ze nog kunt laten doorgeven.
    • Een vraag waarop ik geen antwoord heb, bewaar ik 90 dagen zonder uw naam. Zo ziet het programma wat er ontbreekt.
    • Leert de programmamanager mij iets met een doorgegeven vraag, dan bewaar ik de vraag daarvoor zonder uw naam.
    • Ik tel hoe vaak een antwoord wordt gegeven en helpt, zonder wie.
    
    Met /mijngegevens ziet u wat ik bewaar. Met /verwijder wist u alles. Uw berichten lopen via Telegram; daar gelden ook de regels van Telegram.
erase-ask = Zal ik alles wissen wat ik van u bewaar? Dit kan niet worden teruggedraaid.
erase-ask-leads = Zal ik alles wissen wat ik van u bewaar, ook wat u hebt ingeleverd? De programmamanager krijgt de vraag om het ook te verwijderen. Dit kan niet worden teruggedraaid.
erased = Alles wat ik van u bewaarde is gewist.
erased-leads = Alles wat ik van u bewaarde is gewist. Ik vraag de programmamanager om ook de berichten over uw idee of vraag te verwijderen.
erase-left = Ik heb niets gewist. Wilt u dat wel? Stuur dan nog eens /verwijder.
erase-kept = Goed, ik laat alles zoals het is.

## Wat de programmamanager ziet
card-idea-new = <b>Nieuw idee · { $reference }</b>
card-idea = <b>Idee · { $reference }</b>
card-title = <i>{ $title }</i>
card-field =
    <b>{ $label }</b>
    { $value }
card-empty = Niet ingevuld: { $fields }.
card-standing = Status: <b>{ $status }</b>
    Ingediend op { $when }{ $attachments ->
        [0] .
        [one] , met 1 bijlage.
       *[other] , met { $attachments } bijlagen.
    }
card-foot = <i>Antwoord op dit bericht om { $name } te schrijven.</i>
card-whole = <b>Alles over { $reference }</b>
card-button-all = Alles lezen
card-attachment = { $reference } · bijlage { $number } van { $total }
card-question = <b>Vraag · { $reference }</b>
card-asked = Taal van de vraag: { $language ->
        [nl] Nederlands
        [en] Engels
       *[other] { $language }
    }
card-offered = Het dichtst in de buurt kwamen: { $topics }
card-english = Leest Engels.
card-telegram = bericht in Telegram
card-gone = { $reference } is gewist op verzoek van de indiener.
card-erased = De indiener van { $references } heeft alle gegevens laten wissen. Wilt u de andere berichten daarover hier ook verwijderen?
card-did-status = { $who }: { $what } ({ $when })
card-did-tell = { $who } liet de indiener de status weten ({ $when })
card-did-tell-note = { $who } liet de indiener de status weten: { $typed } ({ $when })
card-did-reword = { $who } veranderde de zin daarbij: { $typed } ({ $when })
card-did-write = { $who } schreef een bericht ({ $when })
card-did-add = { $who } voegde toe: { $typed } ({ $when })
card-did-amend = { $who } veranderde de aanvulling in: { $typed } ({ $when })
card-did-correct = { $who } verbeterde: { $what } ({ $when })
card-did-teach = { $who } heeft de vraag aan de bot geleerd ({ $when })
card-did-keep = { $who } bewaarde de vraag voor de redactie ({ $when })
card-did-forget = { $who } liet de bot de vraag weer vergeten ({ $when })

## Wat de programmamanager doet
desk-help =
    In dit gesprek komen de ideeën en vragen van ondernemers binnen.
    
    • <b>Schrijven.</b> Antwoord op een bericht over een idee of vraag. Uw antwoord gaat naar de indiener: tekst, foto, document of spraakbericht. Past u uw bericht aan, dan verandert het daar ook.
    • <b>Status.</b> Kies een knop onder het bericht. U bepaalt daarna of de indiener het hoort.
    • <b>Alles lezen.</b> Daarmee ziet u het hele idee, met bijlagen en wat ermee is gedaan.
    • <b>Onthouden.</b> Bij een vraag kiest u waar die bij hoort. Een volgende keer beantwoord ik die zelf.
    • <b>Zoeken.</b> Met /ideeen ziet u alles, het nieuwste eerst. Typ erbij wat u zoekt, zoals: /ideeen velsen nieuw. Met een kenmerk ziet u één idee.
    • <b>Cijfers.</b> Met /overzicht ziet u hoe het gaat, en maakt u een bestand voor Excel. Met /vragenlijst ziet u wat ik niet kon beantwoorden.
desk-paired = Dit gesprek is gekoppeld. Ideeën en vragen van ondernemers komen nu hier binnen. Met /help ziet u wat u kunt doen. Losmaken kan met /ontkoppel.
desk-paired-already = Dit gesprek is al gekoppeld. Losmaken kan met /ontkoppel.
desk-paired-told = { $who } heeft een gesprek gekoppeld: <b>{ $chat }</b>. Ideeën en vragen komen voortaan ook daar binnen. Klopt dat niet? Laat het de beheerder weten.
desk-unpaired = Dit gesprek is losgemaakt. Hier komen geen ideeën en vragen meer binnen.
desk-unpaired-told = { $who } heeft een gesprek losgemaakt: <b>{ $chat }</b>. Daar komen geen ideeën en vragen meer binnen.
desk-unpair-configured = Dit gesprek is door de beheerder ingesteld. Alleen de beheerder kan het losmaken.
desk-code-wrong = Die code klopt niet, of hij is verlopen. Vraag de beheerder om een nieuwe.
desk-code-too-often = Er is te vaak een verkeerde code gebruikt. Probeer het over een uur opnieuw.
desk-reply-to-question = Dit heb ik aan niemand doorgegeven. Hoort het bij mijn vraag hierboven? Antwoord dan op dat bericht.
desk-reply-to-nobody = Dit heb ik aan niemand doorgegeven: dat bericht hoort niet bij een idee of vraag die ik nog heb.
desk-asked-no-more = Dit heb ik aan niemand doorgegeven: mijn vraag is al beantwoord, ik stelde daarna een andere, of het is te lang geleden. Antwoord op de kaart om te schrijven.
desk-reply-to-choice = Dit heb ik aan niemand doorgegeven: dat bericht is een vraag van mij aan u. Kies een knop, of antwoord op de kaart om te schrijven.
desk-not-sent = Hier heb ik geen antwoord op, en ik heb het aan niemand doorgegeven. Schrijven aan een indiener? Antwoord op een bericht over het idee of de vraag.
    .again = Ook dit heb ik aan niemand doorgegeven. Alleen een antwoord op een bericht over een idee of vraag gaat naar de indiener.
desk-not-sent-choose = <i>Ik heb dit aan niemand doorgegeven.</i>
desk-command-unknown = Die opdracht ken ik niet. Met /help ziet u wat u hier kunt.
    .again = Ook deze opdracht ken ik niet. Alles wat u hier kunt, staat bij /help.
desk-unknown = Dit idee of deze vraag heb ik niet. Misschien heeft de indiener alles laten wissen.
desk-button-old = Die knop doet niets meer.
desk-cannot-pass-on = Dit kan ik niet doorgeven. Tekst, een foto, een document of een spraakbericht wel.
desk-delivered = Afgeleverd bij { $name }.
desk-undelivered = Niet afgeleverd. { $name } heeft de bot geblokkeerd of het gesprek bestaat niet meer. Komt { $name } terug, dan gaat het bericht alsnog. Anders bereiken: { $reach }
desk-status-new = nieuw
desk-status-in-progress = in behandeling
desk-status-talked = gesproken
desk-status-answered = beantwoord
desk-status-supported = ondersteund
desk-status-not-fitting = niet passend
desk-status-referred = doorverwezen
desk-status-withdrawn = ingetrokken
desk-status-set = De status van { $lead } is nu <b>{ $status }</b>. Zal ik dat aan { $name } vertellen?
desk-status-not-now = De status van { $lead } is al <b>{ $status }</b>. Vanaf daar kan dit niet.
desk-button-tell = Ja, vertel het
desk-button-note = Ja, met een zin van mij
desk-button-quiet = Nee
desk-note-ask = Welke zin gaat erbij? Antwoord op dit bericht. { $name } leest uw zin zoals u die typt.
desk-note-words = Typ de zin alstublieft als tekst.
desk-note-long = Dat is te lang voor een zin: ten hoogste { $max } tekens.
desk-told = { $name } krijgt bericht dat de status van { $lead } nu <b>{ $status }</b> is.
desk-told-already = { $name } heeft dat bericht al gekregen over { $lead }.
desk-told-too-late = De status van { $lead } is intussen veranderd. { $name } krijgt hierover geen bericht.
desk-quiet = De status van { $lead } is nu <b>{ $status }</b>. { $name } krijgt daar geen bericht van.
desk-button-learn = Onthoud dit
learn-ask =
    Waar hoort deze vraag bij? Dan beantwoord ik zo'n vraag voortaan zelf.
    
    <i>{ $question }</i>
    
    Staat er iets persoonlijks in? Kies dan andere woorden.
learn-which = Bij welk onderwerp hoort de vraag?
learn-words-ask = In welke woorden zal ik de vraag onthouden? Antwoord op dit bericht. Laat namen en nummers weg.
learn-button-other = Ander onderwerp
learn-button-words = Andere woorden
learn-button-not = Niet van ons
learn-button-keep = Voor de redactie
learn-button-undo = Ongedaan maken
learn-button-again = Anders kiezen
learn-done-topic =
    Onthouden. Voortaan hoort deze vraag bij <b>{ $topic }</b>
    
    <i>{ $question }</i>
learn-done-not =
    Onthouden: deze vraag is niet van ons. Ik geef er zelf geen antwoord op. Wie het vraagt, kan de vraag nog wel laten doorgeven.
    
    <i>{ $question }</i>
learn-done-keep =
    Bewaard voor de redactie. Mijn antwoorden veranderen hier niet door.
    
    <i>{ $question }</i>
learn-undone = Goed, ik ben het weer vergeten.
desk-added =
    <b>{ $name }</b> vult { $reference } aan:
    
    { $added }
desk-corrected =
    <b>{ $name }</b> verbetert { $reference }. { $field } was:
    { $before }
    
    En is nu:
    { $after }
desk-withdrawn = <b>{ $name }</b> trekt { $reference } in.

## Wat de indiener van de programmamanager leest
letter-idea = <b>Bericht van de programmamanager</b> over { $lead }:
letter-question =
    <b>Antwoord van de programmamanager</b> op uw vraag { $lead }:
    <i>{ $question }</i>
letter-foot = <i>Terugschrijven? Antwoord op dit bericht, dan krijgt de programmamanager het.</i>
letter-from = <b>{ $name }</b> schrijft over { $reference }:
news-in-progress = Nieuws over { $lead }: het programma heeft uw idee <b>in behandeling</b>.
news-talked = Nieuws over { $lead }: de programmamanager heeft uw idee <b>met u besproken</b>.
news-supported = Nieuws over { $lead }: het programma <b>ondersteunt</b> uw idee.
news-not-fitting = Nieuws over { $lead }: uw idee <b>past niet bij het programma</b>. Dank u dat u het hebt ingediend.
news-referred = Nieuws over { $lead }: uw idee is <b>doorverwezen</b>. Een ander kan u hiermee beter helpen.
news-withdrawn = Nieuws over { $lead }: uw idee is <b>ingetrokken</b>.
news-note = De programmamanager schrijft erbij: { $note }

## De lijsten en het overzicht van de programmamanager
desk-list-heading = <b>Ideeën en vragen: { $count } van { $total }</b>
desk-list-heading-all = <b>Ideeën en vragen: { $count }</b>
desk-list-line =
    { $command } · { $status } · { $age }
    <b>{ $title }</b>
    { $who }
desk-list-waits = { $days ->
        [0] wacht korter dan een dag
        [one] wacht 1 dag
       *[other] wacht { $days } dagen
    }
desk-list-word = ‘{ $word }’
desk-list-page = Pagina { $number } van { $total }
desk-list-empty = Er zijn nog geen ideeën of vragen.
desk-list-none = Geen gevonden. Kies iets anders, of laat alles zien.
desk-list-old = Deze lijst is oud: ik weet niet meer waarop u zocht. Typ /ideeen met uw zoekwoorden voor een nieuwe.
desk-list-everything = Alles laten zien
desk-list-previous = ‹ Vorige
desk-list-next = Volgende ›
desk-list-by-status = Status
desk-list-by-municipality = Gemeente
desk-list-by-theme = Thema
desk-list-by-period = Periode
desk-list-by-kind = Soort
desk-list-any = Alle
desk-list-open = open
desk-list-talked = gesproken / beantwoord
desk-list-week = deze week
desk-list-month = deze maand
desk-list-year = dit jaar
desk-list-ideas = ideeën
desk-list-questions = vragen
desk-missed-heading = <b>Vragen zonder antwoord</b>, laatste { $count } weken
desk-missed-line = { $count }× { $question } <i>(laatst { $when })</i>
desk-missed-more = En nog { $count } andere.
desk-missed-none = Geen enkele. Op alle vragen had ik een antwoord.
desk-missed-weeks = Laatste { $count } weken
desk-missed-waiting = Doorgegeven vragen die wachten
desk-report = <b>Overzicht ESIJ</b>
desk-report-four-weeks = 4 weken
desk-report-quarter = 13 weken
desk-report-year = Dit jaar
desk-report-csv = CSV
desk-report-xlsx = Excel
desk-report-export = Alle ideeën en vragen. Hierin staan persoonsgegevens: bewaar het bestand veilig en niet langer dan nodig.
desk-report-asked = Vragen aan de bot: { $count } beantwoord, { $number } niet
desk-report-liked = Antwoorden: { $count } hielpen, { $number } niet
desk-report-most = Meest gevraagd: { $topics }
desk-report-worst = Hielp niet altijd: { $topics }

## Het overzicht voor de programmamanager
report-title = Overzicht ESIJ
report-period = { $from } tot en met { $to }
report-ideas = { $count ->
        [one] 1 idee
       *[other] { $count } ideeën
    }
report-questions = { $count ->
        [one] 1 doorgegeven vraag
       *[other] { $count } doorgegeven vragen
    }
report-waiting = { $count ->
        [0] niets wacht
        [one] 1 wacht
       *[other] { $count } wachten
    } langer dan { $days ->
        [one] 1 dag
       *[other] { $days } dagen
    }
report-median = De helft werd binnen { $time } dagen opgepakt.
report-median-day = De helft werd binnen een dag opgepakt.
report-empty = In deze periode kwam er nog niets binnen.
report-weeks = Ideeën per week
report-weeks-last = Ideeën per week (de laatste { $count } weken)
report-municipalities = Ideeën per gemeente
report-statuses = Ideeën per status
report-asked = Vragen aan de bot
report-answered = Beantwoord
report-unanswered = Niet beantwoord
report-liked = Antwoord hielp
report-disliked = Antwoord hielp niet
report-sheet = Ideeën en vragen
report-reference = Kenmerk
report-kind = Soort
report-status = Status
report-submitted = Ingediend op
report-delivered = Afgeleverd op
report-touched = Opgepakt op
report-text = Idee of vraag
report-telegram = Telegram
report-kind-idea = Idee
report-kind-question = Vraag
report-kind-erased = Gewist

## Wat de programmamanager uit zichzelf hoort
digest-heading =
    <b>Weekoverzicht</b> · { $from } tot en met { $to }
    
    { $ideas ->
        [0] Geen nieuwe ideeën
        [one] 1 nieuw idee
       *[other] { $ideas } nieuwe ideeën
    } en { $questions ->
        [0] geen doorgegeven vragen
        [one] 1 doorgegeven vraag
       *[other] { $questions } doorgegeven vragen
    }.
digest-waiting = { $days ->
        [one] <b>Dit wacht al 1 dag of langer</b>
       *[other] <b>Dit wacht al { $days } dagen of langer</b>
    }
digest-waits = • { $command }: { $days ->
        [one] 1 dag
       *[other] { $days } dagen
    }
digest-more = … en nog { $count }. Met /ideeen ziet u alles.
digest-answers = De bot gaf { $answered ->
        [one] 1 antwoord
       *[other] { $answered } antwoorden
    }; { $unanswered ->
        [one] 1 vraag bleef
       *[other] { $unanswered } vragen bleven
    } zonder antwoord. ‘Dit hielp’: { $liked } keer. ‘Dit hielp niet’: { $disliked } keer.
digest-often = <b>Het meest gevraagd</b>
digest-missed = <b>Zonder antwoord gebleven</b>
digest-times = • { $what } ({ $count } keer)
remind =
    ⏰ { $reference } wacht al { $days ->
        [one] 1 dag
       *[other] { $days } dagen
    }.
    
    Alles erover: { $command }
remind-rest = ⏰ { $count ->
        [one] Nog 1 idee of vraag wacht
       *[other] Nog { $count } ideeën of vragen wachten
    } al { $days ->
        [one] 1 dag
       *[other] { $days } dagen
    } of langer:

## De e-mail aan het programma
mail-subject-idea = { $reference } · { $title }
mail-subject-question = { $reference } · vraag van { $name }
mail-heading-idea = <b>Nieuw idee · { $reference }</b>
mail-heading-question = <b>Vraag · { $reference }</b>
mail-line = <b>{ $label }:</b> { $value }
mail-field =
    <b>{ $label }</b>
    { $value }
mail-telegram = Telegram
mail-telegram-bot = zonder gebruikersnaam, te bereiken via de bot
mail-question = Vraag
mail-when-idea = Ingediend op { $when }.
mail-when-question = Gesteld op { $when }, en door de vrager doorgestuurd.
mail-attachments = { $attachments ->
        [one] Bijlage:
       *[other] Bijlagen:
    } { $names }.
mail-attachments-missing = Niet meegestuurd, wel te zien in Telegram: { $names }.
mail-reply = Uw antwoord op deze e-mail gaat naar de indiener.

## Menu en profiel in Telegram
menu-topics = Vragen en antwoorden per onderwerp
menu-idea = Een projectidee inleveren
menu-my-ideas = Hoe staat het met mijn idee?
menu-contact = Contact met de programmamanager
menu-language = Nederlands of English
menu-help = Wat kan deze bot?
menu-privacy = Wat gebeurt er met mijn gegevens?
menu-my-data = Wat is er van mij bewaard?
menu-erase = Mijn gegevens wissen
menu-desk-list = Alle ideeën en vragen
menu-desk-report = Cijfers, CSV en Excel
menu-desk-missed = Vragen zonder antwoord
menu-desk-help = Wat kunt u hier doen?
menu-cancel = Stoppen met waar ik mee bezig ben
profile-description = Hebt u een onderneming in de IJmond? Stel hier uw vraag over Economische Samenwerking IJmond (ESIJ) en Made in IJmond 2017. Of lever uw projectidee in: het gaat naar de programmamanager. In English too.
profile-short = Vragen en projectideeën voor Economische Samenwerking IJmond: Beverwijk, Heemskerk en Velsen.
