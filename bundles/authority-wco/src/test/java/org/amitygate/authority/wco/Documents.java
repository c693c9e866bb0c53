package org.amitygate.authority.wco;

/** Responses written for the tests. */
final class Documents {

  static final String RELEASE =
      """
      <!-- The goods are released. -->
      <MetaData>
        <WCODataModelVersionCode>3.6</WCODataModelVersionCode>
        <WCOTypeName>RES</WCOTypeName>
        <ResponsibleCountryCode/>
        <Response>
          <FunctionCode>08</FunctionCode>
          <FunctionalReferenceID>b850b7f5b53a4e69</FunctionalReferenceID>
          <IssueDateTime>
            <DateTimeString formatCode="304">20260212091507Z</DateTimeString>
          </IssueDateTime>
          <Error>
            <ValidationCode>CDS12005</ValidationCode>
            <Description/>
            <Pointer><DocumentSectionCode>42A</DocumentSectionCode></Pointer>
          </Error>
          <AdditionalInformation>
            <StatementCode>A1</StatementCode>
            <StatementDescription> looked at </StatementDescription>
            <StatementTypeCode>AFB</StatementTypeCode>
          </AdditionalInformation>
          <AdditionalInformation>
            <StatementDescription>released</StatementDescription>
          </AdditionalInformation>
          <Declaration>
            <FunctionalReferenceID>DEC-000017</FunctionalReferenceID>
            <ID>26VN1OJPU2P01FGVR4</ID>
            <VersionID>3</VersionID>
            <GoodsShipment><Consignment><FunctionalReferenceID>OTHER</FunctionalReferenceID></Consignment></GoodsShipment>
          </Declaration>
        </Response>
      </MetaData>
      """;

  /** The same with the namespaces and prefixes of two administrations. */
  static final String PREFIXED =
      RELEASE
          .replaceAll("<(/?)(MetaData|WCO|Resp[a-z]+C)", "<$1md:$2")
          .replaceAll("<(/?)([A-Z])", "<$1_2_1:$2")
          .replaceAll("<(/?)_2_1:DateTimeString", "<$1dt:DateTimeString")
          .replace(
              "<md:MetaData>",
              "<md:MetaData xmlns:md='urn:wco:datamodel:WCO:DocumentMetaData-DMS:2'>")
          .replace(
              "<_2_1:Response>", "<_2_1:Response xmlns:_2_1='urn:wco:datamodel:WCO:RES-DMS:2'>")
          .replace(
              "<dt:DateTimeString",
              "<dt:DateTimeString xmlns:dt='urn:wco:datamodel:WCO:Response_DS:DMS:2'");

  private Documents() {}
}
