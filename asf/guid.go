package asf

import "encoding/binary"

// GUID is a globally unique identifier in the byte order of ASF: the first three groups are little-endian.
type GUID [16]byte

// guid builds a GUID from its groups. The last two groups are one number.
func guid(a uint32, b, c uint16, rest uint64) (g GUID) {
	binary.LittleEndian.PutUint32(g[:], a)
	binary.LittleEndian.PutUint16(g[4:], b)
	binary.LittleEndian.PutUint16(g[6:], c)
	binary.BigEndian.PutUint64(g[8:], rest)
	return g
}

// The identifiers of [ASF] 10 that the parser uses.
var (
	guidHeader          = guid(0x75B22630, 0x668E, 0x11CF, 0xA6D900AA0062CE6C)
	guidData            = guid(0x75B22636, 0x668E, 0x11CF, 0xA6D900AA0062CE6C)
	guidFileProperties  = guid(0x8CABDCA1, 0xA947, 0x11CF, 0x8EE400C00C205365)
	guidStream          = guid(0xB7DC0791, 0xA9B7, 0x11CF, 0x8EE600C00C205365)
	guidHeaderExtension = guid(0x5FBF03B5, 0xA92E, 0x11CF, 0x8EE300C00C205365)
	guidCodecList       = guid(0x86D15240, 0x311D, 0x11D0, 0xA3A400A0C90348F6)
	guidContent         = guid(0x75B22633, 0x668E, 0x11CF, 0xA6D900AA0062CE6C)
	guidExtContent      = guid(0xD2D0A440, 0xE307, 0x11D2, 0x97F000A0C95EA850)
	guidStreamBitrate   = guid(0x7BF875CE, 0x468D, 0x11D1, 0x8D82006097C9A2B2)
	guidExtStream       = guid(0x14E6A5CB, 0xC672, 0x4332, 0x8399A96952065B5A)
	guidLanguageList    = guid(0x7C4346A9, 0xEFE0, 0x4BFC, 0xB229393EDE415C85)
	guidEncryption      = guid(0x2211B3FB, 0xBD23, 0x11D2, 0xB4B700A0C955FC6E)
	guidExtEncryption   = guid(0x298AE614, 0x2622, 0x4C17, 0xB935DAE07EE9289C)

	guidAudio   = guid(0xF8699E40, 0x5B4D, 0x11CF, 0xA8FD00805F5C442B)
	guidVideo   = guid(0xBC19EFC0, 0x5B4D, 0x11CF, 0xA8FD00805F5C442B)
	guidCommand = guid(0x59DACFC0, 0x59E6, 0x11D0, 0xA3AC00A0C90348F6)
	guidJFIF    = guid(0xB61BE100, 0x5B4E, 0x11CF, 0xA8FD00805F5C442B)
	guidJPEG    = guid(0x35907DE0, 0xE415, 0x11CF, 0xA91700805F5C442B)
	guidFile    = guid(0x91BD222C, 0xF21C, 0x497A, 0x8B6D5AA86BFC0185)
	guidBinary  = guid(0x3AFB65E2, 0x47EF, 0x40F2, 0xAC2C70A90D71D343)

	guidNoCorrection = guid(0x20FB5700, 0x5B55, 0x11CF, 0xA8FD00805F5C442B)
	guidAudioSpread  = guid(0xBFC3CD50, 0x618F, 0x11CF, 0x8BB200AA00B4E220)
)

// objectNames contains the names of header objects, including those that are not parsed further.
var objectNames = map[GUID]string{
	guidHeader: "Header", guidData: "Data", guidFileProperties: "File Properties", guidStream: "Stream Properties",
	guidHeaderExtension: "Header Extension", guidCodecList: "Codec List", guidContent: "Content Description",
	guidExtContent: "Extended Content Description", guidStreamBitrate: "Stream Bitrate Properties",
	guidExtStream: "Extended Stream Properties", guidLanguageList: "Language List",
	guidEncryption: "Content Encryption", guidExtEncryption: "Extended Content Encryption",
	guid(0x1EFB1A30, 0x0B62, 0x11D0, 0xA39B00A0C90348F6): "Script Command",
	guid(0xF487CD01, 0xA951, 0x11CF, 0x8EE600C00C205365): "Marker",
	guid(0xD6E229DC, 0x35DA, 0x11D1, 0x903400A0C90349BE): "Bitrate Mutual Exclusion",
	guid(0x75B22635, 0x668E, 0x11CF, 0xA6D900AA0062CE6C): "Error Correction",
	guid(0x2211B3FA, 0xBD23, 0x11D2, 0xB4B700A0C955FC6E): "Content Branding",
	guid(0x2211B3FC, 0xBD23, 0x11D2, 0xB4B700A0C955FC6E): "Digital Signature",
	guid(0x1806D474, 0xCADF, 0x4509, 0xA4BA9AABCB96AAE8): "Padding",
	guid(0xA08649CF, 0x4775, 0x4670, 0x8A166E35357566CD): "Advanced Mutual Exclusion",
	guid(0xD1465A40, 0x5A79, 0x4338, 0xB71BE36B8FD6C249): "Group Mutual Exclusion",
	guid(0xD4FED15B, 0x88D3, 0x454F, 0x81F0ED5C45999E24): "Stream Prioritization",
	guid(0xA69609E6, 0x517B, 0x11D2, 0xB6AF00C04FD908E9): "Bandwidth Sharing",
	guid(0xC5F8CBEA, 0x5BAF, 0x4877, 0x8467AA8C44FA4CCA): "Metadata",
	guid(0x44231C94, 0x9498, 0x49D1, 0xA1411D134E457054): "Metadata Library",
	guid(0xD6E229DF, 0x35DA, 0x11D1, 0x903400A0C90349BE): "Index Parameters",
	guid(0x43058533, 0x6981, 0x49E6, 0x9B74AD12CB86D58C): "Advanced Content Encryption",
	guid(0x26F18B5D, 0x4584, 0x47EC, 0x9F5F0E651F0452C9): "Compatibility",
}
