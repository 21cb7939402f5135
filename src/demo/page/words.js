// What the page says itself, in both languages. The bot's sentences are elsewhere.
"use strict";

const WORDS = {
  nl: {
    "title": "De digitale assistent van ESIJ",
    "about": "Ondernemers in de IJmond stellen vragen en leveren ideeën in; de programmamanager krijgt ze.",
    "local": "Dit is een demo: alles blijft op deze computer.",
    "skip": "Naar het gesprek", "tabs": "Gesprekken", "theme": "Licht of donker", "reset": "Opnieuw beginnen",
    "reset-sure": "Opnieuw beginnen? Alle gesprekken, bestanden en ideeën van deze demo worden gewist, ook bij de bot.",
    "reset-yes": "Wissen", "no": "Annuleren", "ok": "Sluiten",
    "resetting": "Alles wordt gewist. Een ogenblik …",
    "entrepreneur": "Ondernemer", "manager": "Programmamanager", "person": "Wie bent u?",
    "as-entrepreneur": "Ondernemer, praat met de bot", "as-manager": "Krijgt de ideeën en vragen",
    "more": "Instellingen van dit gesprek", "telegram-language": "Taal van Telegram",
    "block": "Blokkeer de bot", "unblock": "Laat de bot weer toe", "is-blocked": "U hebt de bot geblokkeerd.",
    "commands": "Menu met opdrachten", "attach": "Bestand of foto toevoegen", "remove-file": "Weghalen:",
    "log": "Berichten", "keyboard": "Antwoordknoppen", "to-end": "Naar het laatste bericht",
    "type": "Typ een bericht", "caption": "Typ er iets bij", "send": "Bericht versturen", "start": "START",
    "lost": "De verbinding is weg. Ik probeer het opnieuw …",
    "failed": "Dat lukte niet. Probeer het nog eens.", "too-big": "Dit bestand is groter dan 20 MB:",
    "empty-file": "Dit bestand is leeg:",
    "edited": "bewerkt", "edit": "Bericht bewerken", "editing": "Bericht bewerken", "stop-editing": "Niet bewerken",
    "reply": "Beantwoorden", "reply-to": "Antwoord aan", "the-bot": "de bot", "yourself": "uzelf", "stop-replying": "Niet beantwoorden",
    "in-reply": "Antwoord op", "go-to": "Naar dit bericht", "reaction": "Reactie van de bot:",
    "opens-chat": "In Telegram opent dit het gesprek met", "somebody": "deze persoon",
    "photo": "Foto", "file": "Bestand", "document": "Bestand", "voice": "Spraakbericht", "audio": "Geluid", "video": "Video", "sticker": "Sticker",
    "contact": "Telefoonnummer gedeeld", "other-kind": "Bericht zonder tekst",
    "share": "Uw telefoonnummer delen met de bot?", "share-yes": "Delen",
    "typing": "De bot typt …", "bot": "Bot", "you": "U", "new": "nieuw",
    "manager-empty": "Hier ziet u wat de programmamanager krijgt: elk idee en elke vraag die een ondernemer doorstuurt.",
    "try": "Of probeer meteen:",
    "tries": ["Wat is ESIJ?", "Ik heb een idee", "hoeveel subsidei kan ik krijgen"],
    "other": "English", "other-code": "EN", "other-label": "This page in English (EN)",
  },
  en: {
    "title": "The digital assistant of ESIJ",
    "about": "Entrepreneurs in the IJmond ask questions and hand in ideas; the programme manager gets them.",
    "local": "This is a demo: it all stays on this computer.",
    "skip": "To the chat", "tabs": "Chats", "theme": "Light or dark", "reset": "Begin anew",
    "reset-sure": "Begin anew? All chats, files and ideas of this demo are erased, also those that the bot keeps.",
    "reset-yes": "Erase", "no": "Cancel", "ok": "Close",
    "resetting": "Everything is being erased. One moment …",
    "entrepreneur": "Entrepreneur", "manager": "Programme manager", "person": "Who are you?",
    "as-entrepreneur": "Entrepreneur, talks with the bot", "as-manager": "Gets the ideas and questions",
    "more": "Settings of this chat", "telegram-language": "Language of Telegram",
    "block": "Block the bot", "unblock": "Let the bot in again", "is-blocked": "You have blocked the bot.",
    "commands": "Menu of commands", "attach": "Add a file or photo", "remove-file": "Remove:",
    "log": "Messages", "keyboard": "Reply buttons", "to-end": "To the latest message",
    "type": "Type a message", "caption": "Add a caption", "send": "Send message", "start": "START",
    "lost": "The connection is gone. Trying again …",
    "failed": "That did not work. Please try again.", "too-big": "This file is larger than 20 MB:",
    "empty-file": "This file is empty:",
    "edited": "edited", "edit": "Edit message", "editing": "Edit message", "stop-editing": "Do not edit",
    "reply": "Reply", "reply-to": "Reply to", "the-bot": "the bot", "yourself": "yourself", "stop-replying": "Do not reply",
    "in-reply": "In reply to", "go-to": "To this message", "reaction": "The bot's reaction:",
    "opens-chat": "In Telegram this opens the chat with", "somebody": "this person",
    "photo": "Photo", "file": "File", "document": "File", "voice": "Voice message", "audio": "Sound", "video": "Video", "sticker": "Sticker",
    "contact": "Telephone number shared", "other-kind": "Message without text",
    "share": "Share your telephone number with the bot?", "share-yes": "Share",
    "typing": "The bot is typing …", "bot": "Bot", "you": "You", "new": "new",
    "manager-empty": "Here you see what the programme manager gets: every idea and every question that an entrepreneur passes on.",
    "try": "Or try at once:",
    "tries": ["What is ESIJ?", "I have an idea", "how much subsdy can i get"],
    "other": "Nederlands", "other-code": "NL", "other-label": "Deze pagina in het Nederlands (NL)",
  },
};

// What was chosen before; a browser that keeps nothing is fine too.
const kept = {
  get(name) { try { return localStorage.getItem(name); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(name, value); } catch { /* It lasts until the page closes. */ } },
};

let pageLanguage = kept.get("language") ?? (navigator.language.startsWith("en") ? "en" : "nl");
if (!Object.hasOwn(WORDS, pageLanguage)) pageLanguage = "nl";

function word(name) {
  return WORDS[pageLanguage][name];
}

function sayWords(root) {
  for (const it of root.querySelectorAll("[data-word]")) it.textContent = word(it.dataset.word);
  for (const it of root.querySelectorAll("[data-word-label]")) {
    it.setAttribute("aria-label", word(it.dataset.wordLabel));
    if (it.matches("button, summary")) it.title = word(it.dataset.wordLabel);
  }
  for (const it of root.querySelectorAll("[data-word-placeholder]")) it.placeholder = word(it.dataset.wordPlaceholder);
}
