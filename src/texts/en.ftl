# Everything the bot says itself, in English. Tone: plain and direct, no promises, no blame. See nl.ftl for the rules.

## Start and help
start =
    Welcome! I am the assistant of <b>Economische Samenwerking IJmond</b> (ESIJ, economic cooperation in the IJmond).
    
    Ask me anything about ESIJ or Made in IJmond 2017. Or hand in your project idea here: it goes to the programme manager.
    
    I am an automated program. What I do not know, I pass on if you like.
start-manager =
    Welcome! In this chat you receive the ideas and questions of entrepreneurs. Each message has a reference and tells how to reach the sender.
    
    You can also ask a question here yourself, to see what an entrepreneur gets to read.
help =
    This is what I can do for you:
    
    • <b>Answer a question.</b> Type it in your own words, or look at /questions.
    • <b>Take in your project idea.</b> Start with /idea. See how it is doing with /myideas.
    • <b>Put you in touch.</b> With /contact you see how to reach the programme manager.
    
    Also useful: /language (Nederlands or English), /privacy and /cancel.
command-unknown = I do not know that command. Just type your question, or use /questions, /idea or /help.
    .again = I do not know this command either. See /help for all I can do.
contact-unknown = I have no contact details of the programme. Ask your question here and I can pass it on.
blank = I see no text in your message. What would you like to know?
    .again = This message looks empty too. Type your question, or use /questions.
failed = Sorry, something went wrong on my side. Your last message was kept, but I could not handle it. Would you send it again?
keyboard-away = Fine.
in-group = I am happy to help, but in a private chat. Send me a message there: { $bot }

## Questions
answer-source = <i>Source: { $names }</i>
choose = Do you mean one of these?
    .again = I am in doubt again. Is your question among these?
unknown =
    I have no answer to that.
    
    I can pass your question on to the programme manager. { $along }
    .again =
    I do not have this answer either.
    
    The programme manager may know more. Shall I pass your question on? { $along }
    .more =
    I cannot work this one out.
    
    I can pass it on to the programme manager, or you can look through the topics. { $along }
unknown-long =
    Thank you for your story. I find no question in it that I can answer myself.
    
    Is it an idea for a project? Then the form will help you. Is it a question? Then I can pass it on to the programme manager. { $along }
    .again =
    In this story too I find no question that I can answer.
    
    You can hand it in as an idea, or have it passed on to the programme manager as a question. { $along }
sent-along-username = I would send your name in Telegram ({ $name }, @{ $username }) along.
sent-along = I would send your name in Telegram ({ $name }) along.
topic-gone = That topic is no longer there. Feel free to look at the others.
pass-on-ask =
    Shall I pass this question on to the programme manager?
    
    “{ $question }”
    
    { $along }
pass-on-received =
    Your question has been received. Your reference is <b>{ $reference }</b>.
    
    “{ $question }”
    
    I am now sending it to the programme manager.
pass-on-delivered = Your question ({ $reference }) has been delivered to the programme manager.
pass-on-already = I have passed this question on already, under reference <b>{ $reference }</b>. There is no need to do it again.
pass-on-not = Fine, I will not pass it on. Can I help you with something else?
    .again = All right, nothing was passed on. What can I help you with?
pass-on-gone = I no longer know which question you mean. Would you type it again?
    .again = Type your question here again, then I can pass it on.

## Browsing
browse = What is your question about?
    .again = Feel free to pick another subject.
browse-category = <b>{ $title }</b>

## Buttons
button-ask-manager = Ask the programme manager
button-none-of-these = None of these
button-pass-on = Pass my question on
button-pass-on-yes = Yes, pass it on
button-pass-on-no = No need
button-idea = I have an idea
button-browse = Browse topics
button-more-topics = More
button-categories = All topics
button-first-topics = To the start
button-resume = Go on with my idea
button-restart = Start again
button-consent = Yes, begin
button-no-consent = No, rather not
button-back = Back
button-skip = Skip
button-done = Done
button-typed-is-answer = No, this is my answer
button-share-phone = 📱 Share my phone number
button-telegram-only = Through Telegram only
button-go-on = Go on
button-later = Keep for later
button-throw-away = Yes, throw away
button-send = Send
button-change = Change something
button-stop = Stop
button-back-to-summary = Back to the overview
button-erase = Yes, erase it all
button-keep = No, leave it
button-old = This button belongs to an earlier conversation. I am happy to help you here.
    .again = This button no longer works either. Choose below, or type what you want.

## Language
language-ask = Which language shall I speak?
language-nl = Nederlands
language-en = English
language-set = Fine, I will speak English with you.
language-name = English

## The idea form
form-offer = You were working on an idea ({ $count ->
        [one] 1 answer
       *[other] { $count } answers
    }). Do you want to go on, or start again? Starting again drops what you filled in.
form-offer-title = You were working on an idea: “{ $title }” ({ $count ->
        [one] 1 answer
       *[other] { $count } answers
    }). Do you want to go on, or start again? Starting again drops what you filled in.
form-resumed = You are back at your idea.
form-question = <i>{ $number } of { $total }</i> · { $question }
form-change =
    It now says: { $now }
    
    { $question }
form-changed = Changed.
form-back-to-it = Back to your idea.
form-back-to-summary = Back to the overview of your idea.
form-first-question = This is the first question.
form-refused = That is fine. I have kept nothing. You can also contact the programme manager, see /contact.
form-thrown-away = What you filled in has been thrown away. A new idea is always welcome.
form-put-aside = Your idea is kept for 30 days. With /idea you go on where you were.
cancel-ask = Are you sure? I would lose what you filled in. I can also keep it for later.
cancel-paused = There is no open question. I do still keep an idea that you began.
cancel-nothing = There is nothing to stop. Feel free to ask a question.
ask-consent =
    An idea, good! I will ask you { $total } short questions. That takes about five minutes. You can always go back, stop or go on later.
    
    Your answers go to the programme manager of ESIJ. They are kept under our privacy rules, see /privacy.
    
    Is that all right?
consent-first = Before we begin I need your consent.
ask-name = What is your name?
ask-organisation = On behalf of which company or organisation?
ask-municipality = In which municipality is your idea?
ask-theme = Which theme fits your idea best?
ask-title = Give your idea a short title.
ask-summary = What do you want to do? Tell it in a few sentences.
ask-support-base = Who backs your idea, or who could you win for it? In the programme this is called draagvlak.
ask-sustainability = How can your project stand on its own feet in time?
ask-help-wanted = What help do you want from ESIJ?
ask-contact = How can the programme manager reach you? Type your phone number or e-mail address, or use a button.
ask-attachments = Would you like to send a document or photo along? Add it here. Then choose Done.
attachments-text = Here I can only use a document or photo. Do you want to add text? You can in the overview.
contact-noted = Noted: { $contact }
contact-not-own = That is somebody else's number. Please share your own, or type it.
contact-outside = Thank you, but I do not need your number now. I only ask for it when you hand in an idea.
skip-required = I cannot skip this question. A short answer is fine.
skip-consent = Without your consent I cannot take in an idea.
send-missing = Nearly done, one thing is still missing.
edited-in-form = I see that you changed a message. Your answer stays as it was. You can change everything in the overview at the end.

## When an answer does not fit
wrong-empty = I see no text in your message.
wrong-no-letter = I see no words in that. Would you type it in letters?
wrong-too-short = That is very short. At least { $min } characters, please.
wrong-summary-short = That is still a bit short. Tell in a sentence or two what you want to do.
wrong-too-long = Your text has { $length } characters; { $max } fit. Could it be shorter?
wrong-phone = That does not look like a phone number. Could you type it like this: 06 12345678?
wrong-email = That does not look like an e-mail address. Could you type it like this: name@company.com?
wrong-contact = I see no phone number or e-mail address in that. Type for instance 06 12345678 or name@company.com.
wrong-municipality = I do not know that municipality. Choose Beverwijk, Heemskerk, Velsen or another one.
wrong-theme = I do not know that theme. Choose one of the buttons, or Something else.

## Files and what cannot be read
file-outside = I can only keep files with an idea. Would you like to hand in an idea?
file-before-consent = Good that you send something along. First I need your consent; then please send it again.
file-kept = File kept ({ $count }).
file-album-kept = The files are kept.
file-known = You had sent this file already. It is there once.
file-too-many = An idea takes { $max } files. I have not added this one.
cannot-read-sticker = Nice sticker! I can only read text. Would you put it in words?
cannot-read-voice = I cannot listen to voice messages. Would you type it?
cannot-read-video = I cannot watch videos. Would you put it in words?
cannot-read-location = I cannot use a location. Please type the place or your question.
cannot-read-poll = I cannot read a poll. Would you type your question?
cannot-read-other = I cannot read this kind of message. Would you put it in words?

## The overview
summary-heading = <b>This is what I noted</b>
summary-line = <b>{ $label }:</b> { $value }
summary-foot = Is it all correct? Then you can send it.
summary-choose = What do you want to change?
idea-received =
    Thank you, { $name }. Your idea has been received. Your reference is <b>{ $reference }</b>.
    
    I am now sending it to the programme manager.
idea-delivered = Your idea ({ $reference }) has been delivered to the programme manager. With /myideas you see how it is doing.
sent-already = Your idea has been received already, under reference <b>{ $reference }</b>. There is nothing more to do.

## Fields and values
field-consent = Consent
field-name = Name
field-organisation = Organisation
field-municipality = Municipality
field-theme = Theme
field-title = Title
field-summary = Idea
field-support-base = Support
field-sustainability = On its own feet
field-help-wanted = Help wanted
field-contact = Reachable by
field-attachments = Attachments
value-empty = –
value-none = none
value-consent = given
value-telegram = Telegram only
value-attachments = { $count ->
        [one] 1 file
       *[other] { $count } files
    }
value-document = document
value-photo = photo
municipality-beverwijk = Beverwijk
municipality-heemskerk = Heemskerk
municipality-velsen = Velsen
municipality-other = Another municipality
theme-innovation = Innovation and entrepreneurship
theme-education = Education and the labour market
theme-other = Something else

## Own ideas and data
own-none = You have not handed in anything here yet. An idea is welcome.
own-heading = <b>What you handed in</b>
own-idea =
    <b>{ $reference }</b> · idea of { $when }
    { $what }
    { $status }
own-question =
    <b>{ $reference }</b> · question of { $when }
    { $what }
    { $status }
own-delivered = Delivered to the programme manager on { $when }.
own-undelivered = Received. It has not been delivered to the programme manager yet.
own-more = And { $count } more before. The programme manager has them all.
own-change = To change or withdraw something, contact the programme manager and name your reference, see /contact.
status-new = New.
status-in-progress = In progress.
status-talked = Discussed with you.
status-supported = Supported.
status-not-fitting = Does not fit the programme.
status-referred = Referred.
status-withdrawn = Withdrawn.
data-heading = <b>This is what I keep of you</b>
data-telegram =
    From Telegram: your name ({ $name }), username ({ $username }) and number ({ $number }).
    Language: { $language }.
data-question = Your last question: “{ $question }”
data-draft =
    <b>An idea that you have not sent yet</b>
    { $fields }
data-no-leads = You have not handed in an idea or question yet.
data-foot = How I treat your data is in /privacy. You can erase everything with /erase.
privacy =
    <b>Your data</b>
    
    I keep what you hand in: your idea, your contact details and questions that you have passed on. This is needed to get in touch with you. Only the ESIJ programme sees it.
    
    • An idea that you do not send disappears after 30 days.
    • Ideas and questions that were passed on disappear after two years.
    • Other questions go to nobody. I remember the last one for a while, to understand a follow-up.
    
    With /mydata you see what I keep. With /erase you erase it all. Your messages travel through Telegram, whose own rules apply there.
erase-ask = Shall I erase all that I keep of you? This cannot be undone.
erase-ask-leads = Shall I erase all that I keep of you, including what you handed in? The programme manager will hear that it lapses. This cannot be undone.
erased = All that I kept of you has been erased.
erased-leads = All that I kept of you has been erased. I let the programme manager know that what you handed in lapses.
erase-kept = Fine, I leave everything as it is.

## What the programme manager sees
card-idea = <b>New idea · { $reference }</b>
card-title = <i>{ $title }</i>
card-field =
    <b>{ $label }</b>
    { $value }
card-foot = Handed in on { $when }{ $attachments ->
        [0] .
        [one] , with 1 attachment.
       *[other] , with { $attachments } attachments.
    }
card-attachment = { $reference } · attachment { $number } of { $total }
card-question = <b>Question · { $reference }</b>
card-question-foot = Asked on { $when }. I had no answer to it.
card-telegram = message in Telegram
card-erased = Whoever handed in { $references } had all their data erased. Would you delete { $count ->
        [one] that message
       *[other] those messages
    } here too?

## Menu and profile in Telegram
menu-topics = Questions and answers by subject
menu-idea = Hand in a project idea
menu-my-ideas = How is my idea doing?
menu-contact = Contact the programme manager
menu-language = Nederlands or English
menu-help = What can this bot do?
menu-privacy = What happens with my data?
menu-my-data = What is kept of me?
menu-erase = Erase my data
menu-cancel = Stop what I am doing
profile-description = Do you run a business in the IJmond? Ask your question about Economische Samenwerking IJmond (ESIJ) and Made in IJmond 2017 here. Or hand in your project idea: it goes to the programme manager. Ook in het Nederlands.
profile-short = Questions and project ideas for Economische Samenwerking IJmond: Beverwijk, Heemskerk and Velsen.
