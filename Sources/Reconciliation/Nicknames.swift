/// Short forms of given names that stand for the full one. Where a short form has several full forms the commonest is
/// taken; the table is used on both sides of a comparison, so what matters is that both come to the same word.
enum Nicknames {
    /// The folded given name of a folded nickname; `nil` where it is none.
    static func canonical(_ nickname: [UInt8]) -> [UInt8]? {
        table.nicknames.number(of: nickname[...]).map { table.names[$0] }
    }

    private static let table: (nicknames: ByteWords, names: [[UInt8]]) = {
        var nicknames: [[UInt8]] = []
        var names: [[UInt8]] = []
        for line in pairs.split(separator: "\n") {
            let words = line.split(separator: " ")
            for nickname in words.dropFirst() {
                nicknames.append(Array(nickname.utf8))
                names.append(Array(words[0].utf8))
            }
        }
        return (nicknames: ByteWords(nicknames), names: names)
    }()

    private static let pairs = """
        james jim jimmy jamie
        mary molly
        robert bob bobby rob robbie bert
        patricia pat patty trish
        john jack johnny jon
        jonathan jonny
        jennifer jen jenny
        michael mike mick mikey micha
        william bill billy will willy liam
        elizabeth liz lizzie beth betty eliza
        david dave davey
        barbara barb babs
        richard rick dick rich ricky
        susan sue susie suzy
        joseph joe joey
        jessica jess jessie
        thomas tom tommy
        christopher chris
        charles chuck charlie
        daniel dan danny
        matthew matt
        anthony tony
        margaret peggy maggie meg
        sandra sandy
        steven steve
        stephen steph
        kimberly kim
        andrew andy drew
        emily em
        michelle shelly
        joshua josh
        kenneth ken kenny
        amanda mandy
        kevin kev
        rebecca becky becca
        timothy tim timmy
        stephanie steffi
        edward ed eddie ted
        deborah deb debbie
        jeffrey jeff
        katherine kate katie kathy kat
        samantha sam sammy
        jacob jake
        victoria vicky vic
        nicholas nick nicky
        alexandra alex
        benjamin ben benny
        gregory greg
        olivia liv
        jose pepe
        agnieszka aga
        katarzyna kasia
        dmitri dima
        lawrence larry
        leonard leo len
        frederick fred freddie
        francis frank
        ronald ron
        donald don
        gerald gerry jerry
        raymond ray
        philip phil
        peter pete
        vincent vince
        theodore theo
        walter walt
        virginia ginny
        dorothy dot dottie
        pamela pam
        cynthia cindy
        jacqueline jackie
        josephine josie
        eleanor nell ellie
        abigail abby
        isabella bella
        maximilian max
        sebastian basti
        johannes hannes
        friedrich fritz
        ulrich uli
        wolfgang wolf
        francisco paco
        guillermo memo
        aleksandra ola
        malgorzata gosia
        """
}
