import type { AccountWords } from './account-words.ts';

export const accounts: AccountWords = {
  mails: {
    passwordReset: {
      subject: (business) => `Yeni şifreniz – ${business}`,
      text: (business) => `${business} hesabınız için yeni bir şifre istendi.`,
      button: 'Yeni şifre belirle',
      otherwise: 'Bunu siz istemediyseniz bir şey yapmanız gerekmez: şifreniz olduğu gibi kalır.',
    },
    passwordChanged: {
      subject: (business) => `Şifreniz değiştirildi – ${business}`,
      text: (business) => `${business} hesabınızın şifresi değiştirildi; diğer tüm oturumlarınız kapatıldı.`,
      otherwise:
        'Bunu siz yapmadıysanız hemen yeni bir şifre isteyin ve işletmenizde hesapları yöneten kişiye haber verin.',
      button: 'Yeni şifre iste',
    },
    invitation: {
      subject: (business) => `${business} hesabınız`,
      text: (business, by) => `${by}, sizi Leadline’da ${business} ile çalışmaya davet ediyor.`,
      button: 'Daveti kabul et',
      otherwise: 'İstemiyorsanız bir şey yapmanız gerekmez.',
    },
    verifyAddress: {
      subject: (business) => `Lütfen adresinizi doğrulayın – ${business}`,
      text: (business) =>
        `${business} kaydedildi. Bu adresin size ait olduğunu doğrulamadan kimseye bir şey gönderilmez.`,
      button: 'Adresi doğrula',
      otherwise: 'Bir kayıt yapmadıysanız bir şey yapmanız gerekmez: bundan bir sonuç çıkmaz.',
    },
    alreadyRegistered: {
      subject: (business) => `Zaten bir hesabınız var – ${business}`,
      text: (business) =>
        `adresinizle başka bir işletme kaydedilmek istendi. Bu adresle ${business} hesabınız olduğundan hiçbir şey kaydedilmedi.`,
      otherwise: 'Bunu siz istediyseniz başka bir adres kullanın. İstemediyseniz bir şey yapmanız gerekmez.',
    },
    newSignIn: {
      subject: (business) => `Yeni bir oturum – ${business}`,
      text: (business) => `${business} hesabınızla, daha önce görülmemiş bir cihazda oturum açıldı.`,
      otherwise: 'Bunu siz yapmadıysanız hemen şifrenizi değiştirin: böylece tüm oturumlar kapanır.',
    },
    addressChange: {
      subject: (business) => `Lütfen yeni adresinizi doğrulayın – ${business}`,
      text: (business) => `biri bundan sonra ${business} hesabında bu adresle oturum açmak istiyor.`,
      button: 'Adresi doğrula',
      otherwise: 'Bunu siz yapmadıysanız bir şey yapmanız gerekmez: hiçbir şey değişmez.',
    },
    addressChanged: {
      subject: (business) => `Artık başka bir adresle oturum açıyorsunuz – ${business}`,
      text: (business) =>
        `${business} hesabınız başka bir adrese taşındı ve tüm oturumlarınız kapatıldı. Bu adres artık hiçbir şey açmaz.`,
      otherwise:
        'Bunu siz yapmadıysanız, işletmenizde hesaplara bakanlara hemen haber verin: hesabı kapatabilirler.',
    },
  },
  until: (until) => `Bağlantı bir kez, ${until} tarihine kadar geçerlidir.`,
  at: 'Ne zaman',
  device: 'Cihaz',
  pages: {
    resetHeading: 'Yeni şifre',
    resetText: (business) =>
      `${business} hesabınız için yeni bir şifre belirleyin. Tüm oturumlarınız kapatılır.`,
    newPassword: 'Yeni şifre',
    passwordNote: 'En az 12 karakter. Birbiriyle ilgisi olmayan birkaç kelime en iyisidir.',
    save: 'Şifreyi kaydet',
    resetDone: 'Yeni şifreniz geçerli. Bu sayfayı kapatıp oturum açabilirsiniz.',
    invitationHeading: (business) => `${business} ekibine hoş geldiniz`,
    invitationText: (email) => `Bir şifre belirleyin. Oturumunuzu ${email} ile açacaksınız.`,
    join: 'Kabul et',
    joined: 'Hesabınız hazır. Bu sayfayı kapatıp oturum açabilirsiniz.',
    elsewhereHeading: 'Bu adresin zaten bir hesabı var',
    elsewhere: (business) =>
      `Bir adres tek bir işletmeye aittir. Lütfen ${business} işletmesinden sizi başka bir adrese davet etmesini isteyin.`,
    verifyHeading: 'Adresinizi doğrulayın',
    verifyText: (business) => `Bundan sonra ${business}, formunu gönderenlere yazmaya başlar.`,
    takenHeading: 'Bu ad artık başkasında',
    taken: 'Adreslerdeki ad ya da sizin adresiniz bu arada alınmış. Lütfen yeniden kaydolun.',
    yourPassword: 'Şifreniz',
    wrongPassword: 'Bu, kayıt sırasında seçilen şifre değil.',
    verify: 'Doğrula',
    verified: 'Teşekkürler, adresiniz doğrulandı.',
    overHeading: 'Bu bağlantı artık geçerli değil',
    over: 'Daha önce kullanıldı ya da süresi doldu. Lütfen yenisini isteyin.',
    unfitPassword: 'Lütfen başka bir şifre seçin: daha uzun, isim ve yaygın kelime içermeyen.',
    addressHeading: 'Yeni adresiniz',
    addressText: (business, email) =>
      `${business} hesabında bundan sonra ${email} ile oturum açacaksınız. Tüm oturumlarınız kapatılır.`,
    addressDone: (email) => `Artık ${email} ile oturum açıyorsunuz. Bu sayfayı kapatabilirsiniz.`,
    addressTaken: 'Bir adresle tek bir hesap açılır. Lütfen başka bir adres seçin.',
    wrongOwnPassword: 'Bu, oturum açtığınız şifre değil.',
    pleaseCheck: 'Lütfen kontrol edin:',
    tooManyHeading: 'Çok fazla deneme',
    tooMany: 'Lütfen daha sonra yeniden deneyin.',
    forgotHeading: 'Şifremi unuttum',
    forgotText: 'Oturum açtığınız adresi yazın; yeni şifre için bir bağlantı gönderelim.',
    email: 'E-posta adresi',
    sendLink: 'Bağlantıyı gönder',
    forgotDone:
      'Bu adresle oturum açan biri varsa, bağlantı yola çıktı. Bir kez ve bir saat boyunca geçerlidir. Gelmezse istenmeyen postalara ya da başka bir adres olup olmadığına bakın.',
    registerHeading: 'İşletme kaydı',
    registerText: 'Talepleri hemen kabul eden bir form alırsınız. Gerisini ihtiyaç duydukça ayarlarsınız.',
    registerClosed: 'İşletmeleri bu kurulumu işletenler kaydeder.',
    registerDone:
      'Bu adres kullanılabiliyorsa, bir e-posta yola çıktı. İçindeki bağlantıyı bir gün içinde açtığınızda işletmeniz başlar.',
    business: 'İşletmenin adı',
    slug: 'Kısa ad',
    slugNote: 'adresler için: 3–40 küçük harf, rakam ya da “-”, harfle başlar',
    slugTaken: 'başka bir işletmenin olabilir ya da aşağıda belirtildiği gibi yazılmamış.',
    website: 'Web sitesi',
    optional: '(varsa)',
    country: 'Ülke',
    language: 'Dil',
    timeZone: 'Saat dilimi',
    yourName: 'Adınız',
    password: 'Şifre',
    register: 'Kaydol',
  },
};
