import type { AccountWords } from './account-words.ts';

export const accounts: AccountWords = {
  mails: {
    passwordReset: {
      subject: (business) => `Ihr neues Passwort – ${business}`,
      text: (business) => `für Ihren Zugang bei ${business} wurde ein neues Passwort angefordert.`,
      button: 'Neues Passwort wählen',
      otherwise: 'Wenn Sie das nicht waren, müssen Sie nichts tun: Ihr Passwort bleibt, wie es ist.',
    },
    passwordChanged: {
      subject: (business) => `Ihr Passwort wurde geändert – ${business}`,
      text: (business) =>
        `Ihr Passwort bei ${business} wurde geändert, und Sie wurden überall sonst abgemeldet.`,
      otherwise:
        'Wenn Sie das nicht waren, fordern Sie sofort ein neues Passwort an und sagen Sie denen Bescheid, die bei Ihnen die Zugänge verwalten.',
      button: 'Neues Passwort anfordern',
    },
    invitation: {
      subject: (business) => `Ihr Zugang bei ${business}`,
      text: (business, by) => `${by} lädt Sie ein, mit ${business} in Leadline zu arbeiten.`,
      button: 'Einladung annehmen',
      otherwise: 'Wenn Sie das nicht möchten, müssen Sie nichts tun.',
    },
    verifyAddress: {
      subject: (business) => `Bitte bestätigen Sie Ihre Adresse – ${business}`,
      text: (business) =>
        `${business} ist angemeldet. Niemandem wird etwas geschickt, bevor Sie bestätigen, dass diese Adresse Ihnen gehört.`,
      button: 'Adresse bestätigen',
      otherwise: 'Wenn Sie nichts angemeldet haben, müssen Sie nichts tun: Es wird nichts daraus.',
    },
    alreadyRegistered: {
      subject: (business) => `Sie haben bereits einen Zugang – ${business}`,
      text: (business) =>
        `mit Ihrer Adresse sollte ein weiteres Unternehmen angemeldet werden. Sie haben damit bereits einen Zugang bei ${business}, deshalb wurde nichts angemeldet.`,
      otherwise: 'Wenn Sie das waren, nehmen Sie eine andere Adresse. Wenn nicht, müssen Sie nichts tun.',
    },
    newSignIn: {
      subject: (business) => `Eine neue Anmeldung – ${business}`,
      text: (business) =>
        `jemand hat sich mit Ihrem Zugang bei ${business} angemeldet, auf einem Gerät, das wir noch nicht kannten.`,
      otherwise: 'Wenn Sie das nicht waren, ändern Sie sofort Ihr Passwort: Damit werden alle abgemeldet.',
    },
    addressChange: {
      subject: (business) => `Bitte bestätigen Sie Ihre neue Adresse – ${business}`,
      text: (business) => `jemand möchte sich von nun an mit dieser Adresse bei ${business} anmelden.`,
      button: 'Adresse bestätigen',
      otherwise: 'Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Es ändert sich nichts.',
    },
    addressChanged: {
      subject: (business) => `Sie melden sich nun mit einer anderen Adresse an – ${business}`,
      text: (business) =>
        `Ihr Zugang bei ${business} ist zu einer anderen Adresse gewechselt, und Sie wurden überall abgemeldet. Diese Adresse öffnet nichts mehr.`,
      otherwise:
        'Wenn Sie das nicht waren, sagen Sie sofort denen Bescheid, die bei Ihnen die Zugänge verwalten: Sie können den Zugang sperren.',
    },
  },
  until: (until) => `Der Link gilt einmal, bis ${until}.`,
  at: 'Wann',
  device: 'Womit',
  pages: {
    resetHeading: 'Ein neues Passwort',
    resetText: (business) =>
      `Wählen Sie ein neues Passwort für Ihren Zugang bei ${business}. Damit werden Sie überall abgemeldet.`,
    newPassword: 'Neues Passwort',
    passwordNote: 'Mindestens 12 Zeichen. Am besten einige Wörter, die nichts miteinander zu tun haben.',
    save: 'Passwort speichern',
    resetDone: 'Ihr neues Passwort gilt. Sie können diese Seite schließen und sich anmelden.',
    invitationHeading: (business) => `Willkommen bei ${business}`,
    invitationText: (email) => `Wählen Sie ein Passwort. Sie melden sich mit ${email} an.`,
    join: 'Annehmen',
    joined: 'Ihr Zugang ist bereit. Sie können diese Seite schließen und sich anmelden.',
    elsewhereHeading: 'Diese Adresse hat bereits einen Zugang',
    elsewhere: (business) =>
      `Eine Adresse gehört zu einem Unternehmen. Bitten Sie ${business}, Sie unter einer anderen Adresse einzuladen.`,
    verifyHeading: 'Bestätigen Sie Ihre Adresse',
    verifyText: (business) => `Damit beginnt ${business}, denen zu schreiben, die das Formular senden.`,
    takenHeading: 'Den Namen hat inzwischen jemand anders',
    taken:
      'Der Name in den Adressen oder Ihre eigene Adresse wurde inzwischen vergeben. Bitte melden Sie sich noch einmal an.',
    yourPassword: 'Ihr Passwort',
    wrongPassword: 'Das ist nicht das Passwort, das bei der Anmeldung gewählt wurde.',
    verify: 'Bestätigen',
    verified: 'Danke, Ihre Adresse ist bestätigt.',
    overHeading: 'Dieser Link gilt nicht mehr',
    over: 'Er wurde schon benutzt oder ist zu alt. Bitte fordern Sie einen neuen an.',
    unfitPassword: 'Bitte wählen Sie ein anderes Passwort: länger und ohne Namen oder gängige Wörter.',
    addressHeading: 'Ihre neue Adresse',
    addressText: (business, email) =>
      `Sie melden sich bei ${business} künftig mit ${email} an. Damit werden Sie überall abgemeldet.`,
    addressDone: (email) => `Sie melden sich nun mit ${email} an. Sie können diese Seite schließen.`,
    addressTaken: 'Eine Adresse hat einen Zugang. Bitte nehmen Sie eine andere.',
    wrongOwnPassword: 'Das ist nicht das Passwort, mit dem Sie sich anmelden.',
    pleaseCheck: 'Bitte prüfen Sie:',
    tooManyHeading: 'Zu viele Versuche',
    tooMany: 'Bitte versuchen Sie es später noch einmal.',
    forgotHeading: 'Ich habe mein Passwort vergessen',
    forgotText:
      'Nennen Sie uns die Adresse, mit der Sie sich anmelden. Wir schicken einen Link für ein neues Passwort dorthin.',
    email: 'E-Mail-Adresse',
    sendLink: 'Link schicken',
    forgotDone:
      'Falls sich jemand mit dieser Adresse anmeldet, ist ein Link dorthin unterwegs. Er gilt einmal, eine Stunde lang. Kommt keiner, sehen Sie bei der unerwünschten Post nach, oder ob es eine andere Adresse war.',
    registerHeading: 'Ein Unternehmen anmelden',
    registerText:
      'Sie bekommen sofort ein Formular, das Anfragen annimmt. Alles andere stellen Sie ein, wenn Sie es brauchen.',
    registerClosed: 'Unternehmen werden von denen angemeldet, die diese Installation betreiben.',
    registerDone:
      'Falls diese Adresse verwendet werden kann, ist eine E-Mail dorthin unterwegs. Ihr Unternehmen beginnt, wenn Sie den Link darin öffnen, innerhalb eines Tages.',
    business: 'Name des Unternehmens',
    slug: 'Kurzer Name',
    slugNote: 'für Adressen: 3 bis 40 kleine Buchstaben, Ziffern oder „-“, zuerst ein Buchstabe',
    slugTaken:
      'Er gehört vielleicht schon einem anderen Unternehmen oder ist nicht so geschrieben, wie es unten steht.',
    website: 'Website',
    optional: '(falls vorhanden)',
    country: 'Land',
    language: 'Sprache',
    timeZone: 'Zeitzone',
    yourName: 'Ihr Name',
    password: 'Passwort',
    register: 'Anmelden',
  },
};
