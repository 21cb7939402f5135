# Everything the bot says itself, in English. Tone: plain and direct, no promises, no blame. See nl.ftl for the rules.

## Start and help
start =
    Welcome! I am the assistant of <b>Economische Samenwerking IJmond</b> (ESIJ, economic cooperation in the IJmond).
    
    Ask me anything about ESIJ or Made in IJmond 2017. Or hand in your project idea here: it goes to the programme manager.
    
    I am an automated program. What I do not know, I pass on if you like.
start-manager =
    Welcome! In this chat you receive the ideas and questions of entrepreneurs. Reply to a message and your reply goes to the person. With /help you see what else you can do here.
    
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
no-words = What would you like to know? Type your question in a few words.
    .again = I see no words yet. Type your question, or use /questions.
failed = Sorry, something went wrong on my side. Your last message was kept, but I could not handle it. Would you send it again?
keyboard-away = I am taking away the buttons at the bottom.
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
    
    You can look through the topics, or let me pass your question on to the programme manager. { $along }
unknown-long =
    Thank you for your story. I find no question in it that I can answer myself.
    
    Is it an idea for a project? Then the form will help you. Is it a question? Then I can pass it on to the programme manager. { $along }
    .again =
    In this story too I find no question that I can answer.
    
    You can hand it in as an idea, or have it passed on to the programme manager as a question. { $along }
unknown-passed-on = I have no answer to that. I have already passed your message on to the programme manager ({ $reference }).
    .again = I do not have this answer either. Your message has already been passed on to the programme manager ({ $reference }).
sent-along-username = Your name in Telegram ({ $name }, @{ $username }) goes along only if I pass your question on.
sent-along = Your name in Telegram ({ $name }) goes along only if I pass your question on.
topic-gone = That topic is no longer there. Feel free to look at the others.
    .again = That topic is no longer there either. The topics that are there stand below.
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
feedback-yes = Good to hear that it helped.
    .again = Good, thank you.
feedback-already = I have noted that already. Thank you.
    .again = That has been noted too.
feedback-no = That is a pity. What was missing in the answer? Type it here, then I can pass it on to the programme manager.
feedback-no-form = That is a pity. I have noted that this answer did not help.
feedback-missed = { $missed } (my question was: { $question })

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
button-pass-on-question = Pass it on
button-helped = 👍 This helped
button-not-helped = 👎 This did not help
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
button-keep-value = Leave it so
button-empty = Clear it
button-no-attachments = Remove all attachments
button-typed-is-answer = No, this is my answer
button-share-phone = 📱 Share my phone number
button-telegram-only = Through Telegram only
button-go-on = Go on
button-later = Keep for later
button-discard = Throw away
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
form-resumed = We go on with your idea.
form-question = <i>{ $number } of { $total }</i> · { $question }
form-now = It now says: { $now }
form-changed = Changed.
form-back-to-it = Back to your idea.
form-back-to-summary = Back to the overview of your idea.
form-first-question = This is the first question.
    .again = There is nothing before this. You are at the first question.
form-refused = That is fine. I have kept nothing. You can also contact the programme manager, see /contact.
form-thrown-away = What you filled in has been thrown away. A new idea is always welcome.
form-stopped = Fine, we stop. Nothing was filled in yet.
form-restarted = What you filled in before has been thrown away. We start again.
form-put-aside = Your idea is kept for 30 days. With /idea you go on where you were.
cancel-ask = Are you sure? I will then throw away what you filled in. I can also keep it for later.
cancel-paused = There is nothing to stop now. I do still keep an idea of yours. Do you want to go on with it, or may it go?
    .again = Nothing is open. The idea that I keep is still there.
cancel-nothing = There is nothing to stop. Feel free to ask a question.
    .again = There is still nothing open. What can I help you with?
ask-consent =
    An idea, good! I will ask you { $total } short questions; you may skip { $optional } of them. That takes about five minutes. You can always go back, stop or go on later.
    
    Your answers and your name in Telegram go to the programme manager of ESIJ. I keep them under our privacy rules, see /privacy.
    
    Is that all right?
consent-first = Before we begin I need your consent.
    .again = May I pass your answers on? Choose or type yes or no.
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
attachments-gone = The attachments are gone.
attachments-text = Here I can only use a document or photo. Do you want to add text? You can in the overview.
    .again = Send a file or photo here, or choose Done.
attachments-yes = Send the file or photo here, and then choose Done. Nothing to send? Then choose Done too.
agreed-to-nothing = Good. What is your answer to the question?
noted = Noted: { $value }
noted-other-theme = I note as the theme: Something else. Feel free to tell more in the next questions.
contact-not-own = That is somebody else's number. Please share your own, or type it.
    .again = This number is not your own either. You can also type your number.
contact-of-other-outside = I do nothing with somebody else's number. What would you like to know?
    .again = I do not keep this number either. Type your question, or hand in an idea with /idea.
contact-outside = Thank you, but I do not need your number now. I only ask for it when you hand in an idea.
    .again = I do not keep your number now either. With /idea you can hand in an idea.
skip-required = I need this answer for your idea. It cannot be skipped.
    .again = Without this answer I cannot take in your idea.
skip-consent = Without your consent I cannot take in an idea.
    .again = I can only go on when you choose yes or no.
send-missing = Your idea is not complete yet. So we go on here.
edited-in-form = I see that you changed a message. Your answer stays as it was. You can change everything in the overview at the end.
    .again = I do not take over this change either. You can make it in the overview.

## When an answer does not fit
wrong-empty = I see no text in your message.
    .again = I see no text in this message either. Could you type your answer?
wrong-no-letter = I see no words in that. Would you type it in letters?
    .again = I see no letters in this either. A few words will do.
wrong-too-short = That is very short. Could you type at least { $limit } characters?
    .again = I really need { $limit } characters or more. A few words will do.
wrong-summary-short = Could you tell a little more? This is { $length } characters; I need at least { $limit }.
    .again = Now it is { $length } characters. From { $limit } on it is fine.
wrong-too-long = Your text has { $length } characters; { $limit } fit. Could it be shorter?
    .again = Now it is { $length } characters. Up to { $limit } is fine.
wrong-phone = That does not look like a phone number. Could you type it like this: 06 12345678?
    .again = I do not recognise this number either. Check the digits, or type an e-mail address.
wrong-email = That does not look like an e-mail address. Could you type it like this: name@company.com?
    .again = This address is not quite right either. A phone number is fine too.
wrong-contact = I see no phone number or e-mail address in that. Type for instance 06 12345678 or name@company.com.
    .again = I still find no number or address in that. You can also choose “Through Telegram only”.
wrong-municipality = I do not know that municipality. Please choose one of the buttons.
    .again = I do not know that name either. Is your place elsewhere? Then choose “Another, or several”.
wrong-theme = I do not know that theme. Choose one of the buttons, or Something else.
    .again = I do not know yet which theme you mean. In doubt? Then choose “Something else”.

## Files and what cannot be read
file-outside = I can only keep files with an idea. Would you like to hand in an idea?
    .again = I cannot keep this file now either. With /idea you begin an idea, and it can go along.
file-outside-caption = I have not kept your file: I can only do that with an idea. With /idea you begin one.
file-before-consent = Good that you send something along. First I need your consent; then please send it again.
    .again = I do not keep this file yet either. First choose yes or no.
file-kept = I have added the file to your idea ({ $count } of at most { $max }).
file-album-kept = I am adding the files to your idea.
file-more = One more? Send it here, or choose Done.
file-known = I have this file already. It is there once.
    .again = I had this file already too.
file-too-many = An idea takes { $max } files. I have not added this one.
    .again = This file does not fit either. There are { $max } already.
cannot-read-sticker = Nice sticker! I can only read text. Would you put it in words?
    .again = Another sticker! Words will get us further.
cannot-read-voice = I cannot listen to voice messages. Would you type it?
    .again = I cannot listen to this voice message either. Typing works.
cannot-read-video = I cannot watch videos. Would you put it in words?
    .again = I cannot watch this video either. Typing works.
cannot-read-location = I cannot use a location. Please type the place or your question.
    .again = I cannot use this location either. Typing works.
cannot-read-poll = I cannot read a poll. Would you type your question?
    .again = I cannot read this poll either. Typing works.
cannot-read-other = I cannot read this kind of message. Would you put it in words?
    .again = I cannot read this message either. Typing works.

## The overview
summary-heading = <b>This is what I noted</b>
summary-line = <b>{ $label }:</b> { $value }
summary-foot = Is it all correct? Then you can send it.
summary-text = Do you want to add or change something? Then choose Change something.
    .again = This text is not in it yet. First choose which part it belongs to.
summary-waits = I have not sent your idea yet. I only do so when you choose Send, or type “yes”.
    .again = Nothing has been sent yet. Choose Send if it is all correct, or Stop if you do not want to go on.
summary-choose = What do you want to change?
idea-received =
    Thank you, { $name }. Your idea has been received. Your reference is <b>{ $reference }</b>.
    
    I am now sending it to the programme manager.
idea-delivered = Your idea ({ $reference }) has been delivered to the programme manager. With /myideas you see how it is doing.
sent-already = Your idea has been received already, under reference <b>{ $reference }</b>. There is nothing more to do.
    .again = This idea really is in, under reference <b>{ $reference }</b>. With /myideas you see how it is doing.

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
value-start = { $start } <i>(the whole text goes along)</i>
value-none = none
value-consent = given
value-places = { $value } ({ $places })
value-telegram = Telegram only
value-attachments = { $count ->
        [one] 1 file
       *[other] { $count } files
    } ({ $names })
value-document = document
value-photo = photo
value-voice = voice message
municipality-beverwijk = Beverwijk
municipality-heemskerk = Heemskerk
municipality-velsen = Velsen
municipality-other = Another, or several
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
own-change = Would you like to add, correct or withdraw something? Then choose your idea.
button-own-add = Add something
button-own-correct = Correct something
button-own-withdraw = Withdraw
button-own-stop = Leave it as it is
button-own-ready = Done
button-withdraw-yes = Yes, withdraw it
own-add-ask = What would you like to add to { $reference } ({ $title })? Type it, or send a photo or document. The programme manager will get it.
own-add-still = Do you also have something to add to { $reference }? Type it here, or choose Leave it as it is.
own-added = Thank you. It has been added to { $reference } and goes to the programme manager. What you type now, I pass on too.
own-added-file = Added to { $reference }. Another file is fine too; otherwise you are done.
own-correct-which = What would you like to correct in { $reference } ({ $title })?
own-correct-ask =
    <b>{ $field }</b>
    Now: { $now }
    
    What should it be?
own-correct-still = Back to your correction.
own-corrected = Corrected. { $field } is now: { $now }. The programme manager sees it too.
own-correct-same = That is what it said already. Nothing has changed.
own-withdraw-ask = Do you want to withdraw { $reference } ({ $title })? The programme manager will not go on with it.
own-withdrawn = { $reference } has been withdrawn. The programme manager will see that. A new idea is always welcome.
own-withdrawn-already = { $reference } has been withdrawn already.
own-left = Fine, { $reference } stays as it is.
written = Passed on to the programme manager ({ $reference }).
button-ask-bot = This was a question for the bot
button-for-manager = This is for the programme manager
status-new = New.
status-in-progress = In progress.
status-talked = Discussed with you.
status-answered = Answered.
status-supported = Supported.
status-not-fitting = Does not fit the programme.
status-referred = Referred.
status-withdrawn = Withdrawn.
data-heading = <b>This is what I keep of you</b>
data-telegram =
    From Telegram: your name ({ $name }), username ({ $username }) and number ({ $number }).
    Language: { $language }.
data-questions =
    { $count ->
        [one] Your last question:
       *[other] Your last { $count } questions:
    }
    { $questions }
data-draft =
    <b>An idea that you have not sent yet</b>
    { $fields }
data-no-leads = You have not handed in an idea or question yet.
data-foot = How I treat your data is in /privacy. You can erase everything with /erase.
privacy =
    <b>Your data</b>
    
    I keep what you hand in: your idea, your contact details and questions that you have passed on. The programme manager of ESIJ needs them to get in touch. Your name and username in Telegram go along.
    
    • An idea that you do not send disappears after 30 days.
    • Ideas and questions that were passed on disappear after two years.
    • Of other questions I remember the last three, so that you can still have them passed on.
    • A question that I cannot answer I keep for 90 days without your name, so that the programme sees what is missing.
    • If the programme manager teaches me something with a question that was passed on, I keep the question for that without your name.
    • I count how often an answer is given and helps, without who.
    
    With /mydata you see what I keep. With /erase you erase it all. Your messages travel through Telegram, whose own rules apply there.
erase-ask = Shall I erase all that I keep of you? This cannot be undone.
erase-ask-leads = Shall I erase all that I keep of you, including what you handed in? The programme manager will be asked to delete it too. This cannot be undone.
erased = All that I kept of you has been erased.
erased-leads = All that I kept of you has been erased. I ask the programme manager to delete the messages about your idea or question too.
erase-left = I have erased nothing. Do you want me to? Then send /erase once more.
erase-kept = Fine, I leave everything as it is.

## What the programme manager sees
card-idea-new = <b>New idea · { $reference }</b>
card-idea = <b>Idea · { $reference }</b>
card-title = <i>{ $title }</i>
card-field =
    <b>{ $label }</b>
    { $value }
card-empty = Not filled in: { $fields }.
card-standing = Status: <b>{ $status }</b>
    Handed in on { $when }{ $attachments ->
        [0] .
        [one] , with 1 attachment.
       *[other] , with { $attachments } attachments.
    }
card-foot = <i>Reply to this message to write to { $name }.</i>
card-whole = <b>All about { $reference }</b>
card-button-all = Read all of it
card-attachment = { $reference } · attachment { $number } of { $total }
card-question = <b>Question · { $reference }</b>
card-asked = Language of the question: { $language ->
        [nl] Dutch
        [en] English
       *[other] { $language }
    }
card-offered = What came nearest: { $topics }
card-english = Reads English.
card-telegram = message in Telegram
card-gone = { $reference } was erased at the request of whoever handed it in.
card-erased = Whoever handed in { $references } had all their data erased. Would you delete the other messages about that here too?
card-did-status = { $who }: { $what } ({ $when })
card-did-tell = { $who } told the person the status ({ $when })
card-did-tell-note = { $who } told the person the status: { $typed } ({ $when })
card-did-reword = { $who } changed the sentence with it: { $typed } ({ $when })
card-did-write = { $who } wrote a message ({ $when })
card-did-add = { $who } added: { $typed } ({ $when })
card-did-amend = { $who } changed the addition to: { $typed } ({ $when })
card-did-correct = { $who } corrected: { $what } ({ $when })
card-did-teach = { $who } taught the question to the bot ({ $when })
card-did-keep = { $who } kept the question for the editor ({ $when })
card-did-forget = { $who } had the bot forget the question again ({ $when })

## What the programme manager does
desk-help =
    The ideas and questions of entrepreneurs come in here.
    
    • <b>Write.</b> Reply to a message about an idea or question. Your reply goes to the person: text, photo, document or voice message. When you edit your message, it changes there too.
    • <b>Status.</b> Choose a button under the message. You decide afterwards whether the person hears of it.
    • <b>Read all of it.</b> Shows the whole idea, with attachments and what was done with it.
    • <b>Remember.</b> With a question you choose where it belongs. The next time I answer it myself.
    • <b>Search.</b> /ideas shows everything, the newest first. Add what you look for, as in: /ideas velsen new. A reference shows one idea.
    • <b>Figures.</b> /overview shows how things go, and makes a file for Excel. /unanswered shows what I could not answer.
desk-paired = This chat is paired. Ideas and questions of entrepreneurs now come in here. With /help you see what you can do. Undo it with /unpair.
desk-paired-already = This chat is paired already. Undo it with /unpair.
desk-paired-told = { $who } has paired a chat: <b>{ $chat }</b>. From now on ideas and questions come in there too. Is that not right? Tell the operator.
desk-unpaired = This chat is no longer paired. No more ideas and questions come in here.
desk-unpaired-told = { $who } has unpaired a chat: <b>{ $chat }</b>. No more ideas and questions come in there.
desk-unpair-configured = This chat was set by the operator. Only the operator can undo it.
desk-code-wrong = That code is not right, or it is too old. Ask the operator for a new one.
desk-code-too-often = A wrong code was used too often. Try again in an hour.
desk-reply-to-question = I have passed this on to nobody. Does it belong to my question above? Then reply to that message.
desk-reply-to-nobody = I have passed this on to nobody: that message does not belong to an idea or question that I still have.
desk-asked-no-more = I have passed this on to nobody: my question has been answered, I asked another one after it, or it is too long ago. Reply to the card to write.
desk-reply-to-choice = I have passed this on to nobody: that message is a question of mine to you. Choose a button, or reply to the card to write.
desk-not-sent = I have no answer to this, and I have passed it on to nobody. Do you want to write to the person? Reply to a message about the idea or question.
    .again = I have passed this on to nobody either. Only a reply to a message about an idea or question goes to the person.
desk-not-sent-choose = <i>I have passed this on to nobody.</i>
desk-command-unknown = I do not know that command. With /help you see what you can do here.
    .again = I do not know this command either. All that you can do here is in /help.
desk-unknown = I do not have this idea or question. Perhaps the person had everything erased.
desk-button-old = That button does nothing any more.
desk-cannot-pass-on = I cannot pass this on. Text, a photo, a document or a voice message I can.
desk-delivered = Delivered to { $name }.
desk-undelivered = Not delivered. { $name } has blocked the bot or the chat is gone. When { $name } comes back, the message goes out after all. Other ways to reach them: { $reach }
desk-status-new = new
desk-status-in-progress = in progress
desk-status-talked = talked
desk-status-answered = answered
desk-status-supported = supported
desk-status-not-fitting = not fitting
desk-status-referred = referred
desk-status-withdrawn = withdrawn
desk-status-set = The status of { $lead } is now <b>{ $status }</b>. Shall I tell { $name }?
desk-status-not-now = The status of { $lead } is <b>{ $status }</b> already. From there this cannot be done.
desk-button-tell = Yes, tell them
desk-button-note = Yes, with a sentence of mine
desk-button-quiet = No
desk-note-ask = Which sentence goes with it? Reply to this message. { $name } reads your sentence as you type it.
desk-note-words = Please type the sentence as text.
desk-note-long = That is too long for a sentence: at most { $max } characters.
desk-told = { $name } will be told that the status of { $lead } is now <b>{ $status }</b>.
desk-told-already = { $name } was told that already about { $lead }.
desk-told-too-late = The status of { $lead } has changed since. { $name } will not be told about this one.
desk-quiet = The status of { $lead } is now <b>{ $status }</b>. { $name } will not be told.
desk-button-learn = Remember this
learn-ask =
    Where does this question belong? From then on I answer such a question myself.
    
    <i>{ $question }</i>
    
    Is there anything personal in it? Then choose other words.
learn-which = To which subject does the question belong?
learn-words-ask = In which words shall I remember the question? Reply to this message. Leave out names and numbers.
learn-button-other = Another subject
learn-button-words = Other words
learn-button-not = Not ours
learn-button-keep = For the editor
learn-button-undo = Undo
learn-button-again = Choose another
learn-done-topic =
    Remembered. From now on this question belongs to <b>{ $topic }</b>
    
    <i>{ $question }</i>
learn-done-not =
    Remembered: this question is not ours. I give no answer to it myself. Whoever asks it can still have it passed on.
    
    <i>{ $question }</i>
learn-done-keep =
    Kept for the editor. My answers do not change by this.
    
    <i>{ $question }</i>
learn-undone = Fine, I have forgotten it again.
desk-added =
    <b>{ $name }</b> adds to { $reference }:
    
    { $added }
desk-corrected =
    <b>{ $name }</b> corrects { $reference }. { $field } was:
    { $before }
    
    And is now:
    { $after }
desk-withdrawn = <b>{ $name }</b> withdraws { $reference }.

## What the person reads of the programme manager
letter-idea = <b>Message from the programme manager</b> about { $lead }:
letter-question =
    <b>Answer from the programme manager</b> to your question { $lead }:
    <i>{ $question }</i>
letter-foot = <i>To write back, reply to this message; the programme manager gets it.</i>
letter-from = <b>{ $name }</b> writes about { $reference }:
news-in-progress = News about { $lead }: the programme has your idea <b>in progress</b>.
news-talked = News about { $lead }: the programme manager has <b>discussed</b> your idea with you.
news-supported = News about { $lead }: the programme <b>supports</b> your idea.
news-not-fitting = News about { $lead }: your idea <b>does not fit the programme</b>. Thank you for handing it in.
news-referred = News about { $lead }: your idea has been <b>referred</b>. Somebody else can help you better with it.
news-withdrawn = News about { $lead }: your idea has been <b>withdrawn</b>.
news-note = The programme manager adds: { $note }

## The programme manager's lists and overview
desk-list-heading = <b>Ideas and questions: { $count } of { $total }</b>
desk-list-heading-all = <b>Ideas and questions: { $count }</b>
desk-list-line =
    { $command } · { $status } · { $age }
    <b>{ $title }</b>
    { $who }
desk-list-waits = { $days ->
        [0] waiting for less than a day
        [one] waiting for 1 day
       *[other] waiting for { $days } days
    }
desk-list-word = “{ $word }”
desk-list-page = Page { $number } of { $total }
desk-list-empty = There are no ideas or questions yet.
desk-list-none = None found. Choose something else, or show everything.
desk-list-old = This list is old: I no longer know what you searched for. Type /ideas with your words for a new one.
desk-list-everything = Show everything
desk-list-previous = ‹ Previous
desk-list-next = Next ›
desk-list-by-status = Status
desk-list-by-municipality = Municipality
desk-list-by-theme = Theme
desk-list-by-period = Period
desk-list-by-kind = Kind
desk-list-any = All
desk-list-open = open
desk-list-talked = talked / answered
desk-list-week = this week
desk-list-month = this month
desk-list-year = this year
desk-list-ideas = ideas
desk-list-questions = questions
desk-missed-heading = <b>Questions without an answer</b>, last { $count } weeks
desk-missed-line = { $count }× { $question } <i>(last on { $when })</i>
desk-missed-more = And { $count } others.
desk-missed-none = None at all. I had an answer to every question.
desk-missed-weeks = Last { $count } weeks
desk-missed-waiting = Passed-on questions that wait
desk-report = <b>Overview of ESIJ</b>
desk-report-four-weeks = 4 weeks
desk-report-quarter = 13 weeks
desk-report-year = This year
desk-report-csv = CSV
desk-report-xlsx = Excel
desk-report-export = All ideas and questions. There are personal data in it: keep the file safe and no longer than needed.
desk-report-asked = Questions to the bot: { $count } answered, { $number } not
desk-report-liked = Answers: { $count } helped, { $number } did not
desk-report-most = Asked most: { $topics }
desk-report-worst = Did not always help: { $topics }

## The overview for the programme manager
report-title = ESIJ overview
report-period = { $from } to { $to }
report-ideas = { $count ->
        [one] 1 idea
       *[other] { $count } ideas
    }
report-questions = { $count ->
        [one] 1 question passed on
       *[other] { $count } questions passed on
    }
report-waiting = { $count ->
        [0] nothing has waited
        [one] 1 has waited
       *[other] { $count } have waited
    } longer than { $days ->
        [one] 1 day
       *[other] { $days } days
    }
report-median = Half of them were taken up within { $time } days.
report-median-day = Half of them were taken up within a day.
report-empty = Nothing has come in during this period yet.
report-weeks = Ideas per week
report-weeks-last = Ideas per week (the last { $count } weeks)
report-municipalities = Ideas per municipality
report-statuses = Ideas per status
report-asked = Questions to the bot
report-answered = Answered
report-unanswered = Not answered
report-liked = Answer helped
report-disliked = Answer did not help
report-sheet = Ideas and questions
report-reference = Reference
report-kind = Kind
report-status = Status
report-submitted = Submitted on
report-delivered = Delivered on
report-touched = Taken up on
report-text = Idea or question
report-telegram = Telegram
report-kind-idea = Idea
report-kind-question = Question
report-kind-erased = Erased

## What the programme manager hears without asking
digest-heading =
    <b>Last week</b> · { $from } to { $to }
    
    { $ideas ->
        [0] No new ideas
        [one] 1 new idea
       *[other] { $ideas } new ideas
    } and { $questions ->
        [0] no questions passed on
        [one] 1 question passed on
       *[other] { $questions } questions passed on
    }.
digest-waiting = { $days ->
        [one] <b>Waiting for 1 day or longer</b>
       *[other] <b>Waiting for { $days } days or longer</b>
    }
digest-waits = • { $command }: { $days ->
        [one] 1 day
       *[other] { $days } days
    }
digest-more = … and { $count } more. See them all with /ideas.
digest-answers = The bot gave { $answered ->
        [one] 1 answer
       *[other] { $answered } answers
    }; { $unanswered ->
        [one] 1 question
       *[other] { $unanswered } questions
    } stayed without one. “This helped”: { $liked ->
        [one] once
       *[other] { $liked } times
    }. “This did not help”: { $disliked ->
        [one] once
       *[other] { $disliked } times
    }.
digest-often = <b>Asked most</b>
digest-missed = <b>Left without an answer</b>
digest-times = • { $what } ({ $count ->
        [one] once
       *[other] { $count } times
    })
remind =
    ⏰ { $reference } has been waiting for { $days ->
        [one] 1 day
       *[other] { $days } days
    }.
    
    All about it: { $command }
remind-rest = ⏰ { $count ->
        [one] 1 more idea or question has
       *[other] { $count } more ideas or questions have
    } been waiting for { $days ->
        [one] 1 day
       *[other] { $days } days
    } or longer:

## The e-mail to the programme
mail-subject-idea = { $reference } · { $title }
mail-subject-question = { $reference } · question from { $name }
mail-heading-idea = <b>New idea · { $reference }</b>
mail-heading-question = <b>Question · { $reference }</b>
mail-line = <b>{ $label }:</b> { $value }
mail-field =
    <b>{ $label }</b>
    { $value }
mail-telegram = Telegram
mail-telegram-bot = no username, can be reached through the bot
mail-question = Question
mail-when-idea = Submitted on { $when }.
mail-when-question = Asked on { $when }, and passed on by the person who asked.
mail-attachments = { $attachments ->
        [one] Attachment:
       *[other] Attachments:
    } { $names }.
mail-attachments-missing = Not sent along, but to be seen in Telegram: { $names }.
mail-reply = Your reply to this e-mail goes to the person who sent it in.

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
menu-desk-list = All ideas and questions
menu-desk-report = Figures, CSV and Excel
menu-desk-missed = Questions without an answer
menu-desk-help = What can you do here?
menu-cancel = Stop what I am doing
profile-description = Do you run a business in the IJmond? Ask your question about Economische Samenwerking IJmond (ESIJ) and Made in IJmond 2017 here. Or hand in your project idea: it goes to the programme manager. Ook in het Nederlands.
profile-short = Questions and project ideas for Economische Samenwerking IJmond: Beverwijk, Heemskerk and Velsen.
